import type { Insertable, Selectable } from "kysely";
import type { CreatedAt, JsonText } from "./column.ts";

/** The audit trail: one row a side effect. */
export interface ActionLogTable {
  id: string;
  user_id: string;
  action_type: string;
  target: string | null;
  request: JsonText | null;
  result: JsonText | null;
  ok: boolean;
  idempotency_key: string | null;
  created_at: CreatedAt;
}

/**
 * Which row owns an idempotency key. A table of its own, because an adopted database may hold
 * several rows with one key, and each of them must stay.
 */
export interface ActionLogKeyTable {
  user_id: string;
  idempotency_key: string;
  action_log_id: string;
}

export type ActionLogRow = Selectable<ActionLogTable>;
export type NewActionLogRow = Insertable<ActionLogTable>;
