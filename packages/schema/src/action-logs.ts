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
  /**
   * `user_id/idempotency_key` where this row is the one that owns the key; unique. An adopted database
   * may hold one key several times, and only the first row owns it.
   */
  owned_key: string | null;
  created_at: CreatedAt;
}

/** An action log as it is read. */
export type ActionLogRow = Selectable<ActionLogTable>;
/** An action log as it is inserted. */
export type NewActionLogRow = Insertable<ActionLogTable>;
