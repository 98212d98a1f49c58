import Type, { type Static } from "typebox";
import { LogSealSchema } from "./audit.ts";
import { named, type NamedSchema } from "./named-schema.ts";
import { type PageJson, searchedPageOf } from "./page.ts";
import { type ExactRenderer, rendererOf } from "./render.ts";
import { Nullable, Time, Uuid } from "./values.ts";
import { ActionSummarySchema, ActorSchema, expandedOf, Names, orNull } from "./record-summaries.ts";

/** The schema of an action log, `ActionLog` in openapi.json. */
export const ActionLogSchema = named("ActionLog", {
  id: Uuid,
  user_id: Uuid,
  action_type: Type.String(),
  target: Nullable(Type.String({ description: "The object of it, for example owner/name#12" })),
  request: Type.Unknown(),
  result: Type.Unknown(),
  ok: Type.Boolean({ description: "Whether the side effect came about" }),
  idempotency_key: Nullable(Type.String()),
  created_at: Time,
  credential_id: Nullable(
    Type.String({
      format: "uuid",
      description:
        "The access key or the session by which it was asked for; null on the machine itself",
    }),
  ),
});
/** An action log: a side effect on record. `ok` says whether it succeeded. */
export type ActionLogJson = Static<typeof ActionLogSchema>;

/** Renders an action log, with its request and result as they were stored. It leaves out when its key expires. */
export const renderActionLog: ExactRenderer<ActionLogJson> = rendererOf(ActionLogSchema);

/** The schema of an action run. Only the command line answers with it. */
export const ActionRunSchema = named("ActionRun", {
  user_id: Uuid,
  action_type: Type.String(),
  target: Nullable(Type.String()),
  request: Type.Unknown(),
  idempotency_key: Type.String(),
  attempts: Type.Integer({ description: "How often it has begun" }),
  started_at: Time,
  lease_expires_at: Time,
  stale: Type.Boolean({
    description: "Whether its lease has ended, so that its outcome is not known",
  }),
});
/** An action run: a side effect that has begun and not ended. */
export type ActionRunJson = Static<typeof ActionRunSchema>;

/** Renders an action run, with its request as it was stored. */
export const renderActionRun: ExactRenderer<ActionRunJson> = rendererOf(ActionRunSchema);

/** The schema of an action log with what `expand` adds, `ExpandedActionLog` in openapi.json. */
export const ExpandedActionLogSchema = expandedOf(ActionLogSchema, {
  names: Names,
  actor: orNull(ActorSchema, "Who asked for it; null if that was done on the machine itself"),
  pending_action: orNull(
    ActionSummarySchema,
    "The action whose step it is; null if the caller may not read it",
  ),
  seal: orNull(
    LogSealSchema,
    "Its place in the audit trail; null until it is sealed. A verification alone tells whether it was changed",
  ),
});
/** An action log, with what `expand` adds. */
export type ExpandedActionLogJson = Static<typeof ExpandedActionLogSchema>;

/** The schema of a page of them, `ExpandedActionLogPage` in openapi.json. */
export const ExpandedActionLogPageSchema: NamedSchema<PageJson<ExpandedActionLogJson>> =
  searchedPageOf(ExpandedActionLogSchema);
