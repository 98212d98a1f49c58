import { commandStatuses, inputTypes, privacyModes, profiles } from "@handsfree/schema";
import Type, { type Static } from "typebox";
import { named, type NamedSchema } from "./named-schema.ts";
import { type PageJson, pageOf } from "./page.ts";
import { type ExactRenderer, rendererOf } from "./render.ts";
import { Nullable, OneOf, Time, Uuid } from "./values.ts";
import { ActionSummarySchema, expandedOf, Names, orNull } from "./record-summaries.ts";

/** The schema of a command, `Command` in openapi.json. */
export const CommandSchema = named("Command", {
  id: Uuid,
  user_id: Uuid,
  profile: OneOf(profiles),
  input_type: OneOf(inputTypes),
  privacy_mode: OneOf(privacyModes),
  session_id: Nullable(Type.String({ description: "The conversation that it belongs to" })),
  transcript: Nullable(
    Type.String({ description: "Null unless it was stored and has not expired" }),
  ),
  transcript_expires_at: Nullable(Time),
  intent_name: Nullable(Type.String()),
  intent_confidence: Nullable(Type.Number({ description: "From 0 to 1" })),
  entities: Type.Unknown({ description: "Null once they have expired" }),
  entities_expire_at: Nullable(Time),
  content_removed_at: Nullable(Time),
  status: OneOf(commandStatuses),
  latency_ms: Nullable(Type.Integer({ description: "How long the answer took, in milliseconds" })),
  pending_action_id: Nullable(Uuid),
  idempotency_key: Nullable(Type.String()),
  created_at: Time,
});
/** A command: what a user said or typed, and how it was understood. */
export type CommandJson = Static<typeof CommandSchema>;

/** Renders a command, with its entities as they were stored. */
export const renderCommand: ExactRenderer<CommandJson> = rendererOf(CommandSchema);

/** The schema of a command with what `expand` adds, `ExpandedCommand` in openapi.json. */
export const ExpandedCommandSchema = expandedOf(CommandSchema, {
  names: Names,
  pending_action: orNull(
    ActionSummarySchema,
    "The action that it led to; null if the caller may not read it",
  ),
});
/** A command, with what `expand` adds. */
export type ExpandedCommandJson = Static<typeof ExpandedCommandSchema>;

/** The schema of a page of them, `ExpandedCommandPage` in openapi.json. */
export const ExpandedCommandPageSchema: NamedSchema<PageJson<ExpandedCommandJson>> =
  pageOf(ExpandedCommandSchema);
