import {
  commandStatuses,
  decisionSurfaces,
  inputTypes,
  pendingActionStates,
  profiles,
  signInMethods,
} from "@handsfree/schema";
import Type, { type Static, type TObject, type TProperties, type TUnsafe } from "typebox";
import { named, type NamedSchema, ref } from "./named-schema.ts";
import { type ExactText, type Renderer, rendererOf } from "./render.ts";
import { Nullable, OneOf, Time, Uuid } from "./values.ts";

const PrincipalKind = OneOf(["user", "service"]);
const name = Nullable(
  Type.String({ description: "A person's display name, or a service's name; never an address" }),
);

/** The schema of a name, `PrincipalName` in openapi.json. */
export const PrincipalNameSchema = named("PrincipalName", { kind: PrincipalKind, name });
/** The name of a person or a service. `name` is null for a person without a display name. */
export type PrincipalNameJson = Static<typeof PrincipalNameSchema>;

/** Names by the ids of people and services; null for one who was erased, or is not known. */
export type NamesJson = Readonly<Record<string, PrincipalNameJson | null>>;

/** The schema of names by id. */
export const Names: TUnsafe<NamesJson> = Type.Unsafe<NamesJson>({
  type: "object",
  additionalProperties: Nullable(ref(PrincipalNameSchema)),
  description:
    "The people and services that the record names, by their ids. Null for one who was erased",
});

/** Renders a name. */
export const renderPrincipalName: Renderer<PrincipalNameJson> = rendererOf(PrincipalNameSchema);

/** The schema of a credential of an actor, `ActorCredential` in openapi.json. */
export const ActorCredentialSchema = named("ActorCredential", {
  kind: OneOf(["key", "session"]),
  id: Uuid,
  name: Nullable(Type.String({ description: "A key's name; null for a session" })),
  signed_in_by: Nullable(OneOf(signInMethods)),
  user_agent: Nullable(Type.String({ description: "What a session's browser said that it is" })),
});
/** The key or the session by which something was asked for. */
export type ActorCredentialJson = Static<typeof ActorCredentialSchema>;

/** The schema of an actor, `Actor` in openapi.json. */
export const ActorSchema = named("Actor", {
  kind: PrincipalKind,
  id: Uuid,
  name,
  credential: orNull(
    ActorCredentialSchema,
    "Null unless it is the caller's own, or the caller is an admin",
  ),
});
/** The person or the service who asked for something, as their key or session tells. */
export type ActorJson = Static<typeof ActorSchema>;

/** The schema of an action in short, `ActionSummary` in openapi.json. */
export const ActionSummarySchema = named("ActionSummary", {
  id: Uuid,
  summary: Type.String(),
  action_type: Type.String(),
  repository: Nullable(Type.String()),
  display: Type.Object(
    { summary: Type.String(), action_type: Type.String() },
    { description: "What to show: characters that do not show are written as \\u200b" },
  ),
  state: OneOf(pendingActionStates),
  expires_at: Time,
  decided_at: Nullable(Time),
  created_at: Time,
});
/** A pending action without its payload. */
export type ActionSummaryJson = Static<typeof ActionSummarySchema>;

const renderSummary = rendererOf(ActionSummarySchema);

/** Renders an action in short, and makes `display` of it. */
export function renderActionSummary(
  action: Omit<Parameters<typeof renderSummary>[0], "display">,
  { showInvisible }: ExactText,
): ActionSummaryJson {
  const display = {
    summary: showInvisible(String(action.summary)),
    action_type: showInvisible(String(action.actionType)),
  };
  return renderSummary({ ...action, display });
}

/** The schema of an approval, `ActionApproval` in openapi.json. */
export const ActionApprovalSchema = named("ActionApproval", {
  user_id: Uuid,
  name,
  version: Type.Integer({ description: "The version of the payload that was approved" }),
  reason: Nullable(Type.String()),
  surface: Nullable(OneOf(decisionSurfaces)),
  approved_at: Time,
});
/** A person's approval of a version of an action. */
export type ActionApprovalJson = Static<typeof ActionApprovalSchema>;

/** Renders an approval. */
export const renderActionApproval: Renderer<ActionApprovalJson> = rendererOf(ActionApprovalSchema);

/** The schema of a receipt, `ActionReceipt` in openapi.json. */
export const ActionReceiptSchema = named("ActionReceipt", {
  log_id: Type.String({ format: "uuid", description: "The action log, with request and result" }),
  action_type: Type.String(),
  target: Nullable(Type.String()),
  ok: Type.Boolean({ description: "Whether the side effect came about" }),
  created_at: Time,
});
/** What was recorded of the side effect of an action, under the idempotency key of its claim. */
export type ActionReceiptJson = Static<typeof ActionReceiptSchema>;

/** Renders a receipt. */
export const renderActionReceipt: Renderer<ActionReceiptJson> = rendererOf(ActionReceiptSchema);

/** The schema of a command in short, `CommandSummary` in openapi.json. */
export const CommandSummarySchema = named("CommandSummary", {
  id: Uuid,
  profile: OneOf(profiles),
  input_type: OneOf(inputTypes),
  intent_name: Nullable(Type.String()),
  session_id: Nullable(Type.String({ description: "The conversation that it belongs to" })),
  status: OneOf(commandStatuses),
  created_at: Time,
});
/** A command without what was said. */
export type CommandSummaryJson = Static<typeof CommandSummarySchema>;

/** Renders a command in short. */
export const renderCommandSummary: Renderer<CommandSummaryJson> = rendererOf(CommandSummarySchema);

/** One of the objects, or null. The description is that of the member. */
export function orNull<Json>(schema: NamedSchema<Json>, description: string): TUnsafe<Json | null> {
  return Type.Unsafe<Json | null>({ anyOf: [ref(schema), Type.Null()], description });
}

/** A record with the members that `expand` can add. */
type Expanded<Json, Members extends TProperties> = Json & Partial<Static<TObject<Members>>>;

/**
 * The schema of a record with the members that `expand` can add, each under the name of its expansion. Its name is that
 * of the record with `Expanded` before it.
 */
export function expandedOf<Json, Members extends TProperties>(
  record: NamedSchema<Json>,
  members: Members,
): NamedSchema<Expanded<Json, Members>> {
  const optional = Object.entries(members).map(([key, schema]) => [key, Type.Optional(schema)]);
  return Type.Unsafe({
    $id: `Expanded${record.$id}`,
    allOf: [ref(record), Type.Object(Object.fromEntries(optional) as TProperties)],
  }) as NamedSchema<Expanded<Json, Members>>;
}
