import Type from "typebox";
import { named, type NamedSchema } from "./named-schema.ts";
import { type PageJson, pageOf } from "./page.ts";
import { type ExactRenderer, rendererOf } from "./render.ts";
import { Nullable, Time, Uuid } from "./values.ts";

/** A side effect on record. */
export interface ActionLogJson {
  id: string;
  user_id: string;
  action_type: string;
  /** What it was done to, for example `owner/name#12`. */
  target: string | null;
  request: unknown;
  result: unknown;
  /** Whether the side effect came about. */
  ok: boolean;
  idempotency_key: string | null;
  created_at: string;
}

export const ActionLogSchema: NamedSchema<ActionLogJson> = named("ActionLog", {
  id: Uuid,
  user_id: Uuid,
  action_type: Type.String(),
  target: Nullable(Type.String()),
  request: Type.Unknown(),
  result: Type.Unknown(),
  ok: Type.Boolean(),
  idempotency_key: Nullable(Type.String()),
  created_at: Time,
});

export const ActionLogPageSchema: NamedSchema<PageJson<ActionLogJson>> = pageOf(ActionLogSchema);

export const renderActionLog: ExactRenderer<ActionLogJson> = rendererOf(ActionLogSchema);

/** A side effect that has begun and not ended. */
export interface ActionRunJson {
  user_id: string;
  action_type: string;
  target: string | null;
  request: unknown;
  idempotency_key: string;
  /** How often it has begun. */
  attempts: number;
  started_at: string;
  lease_expires_at: string;
  /** Whether its lease has ended, so that its outcome is not known. */
  stale: boolean;
}

export const ActionRunSchema: NamedSchema<ActionRunJson> = named("ActionRun", {
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

export const renderActionRun: ExactRenderer<ActionRunJson> = rendererOf(ActionRunSchema);
