import type { ColumnType, Insertable, Selectable } from "kysely";
import type { CreatedAt, JsonText } from "./column.ts";
import type { PendingActionState } from "./vocabulary.ts";

/** An action with a side effect that waits for its owner's word. */
export interface PendingActionTable {
  /** Public: it names the action and lets nobody decide it. */
  id: string;
  /** SHA-256 of the token, in lower-case hexadecimal. The token itself is stored nowhere. */
  token_sha256: string;
  user_id: string;
  summary: string;
  action_type: string;
  action_payload: JsonText;
  state: ColumnType<PendingActionState, PendingActionState | undefined>;
  expires_at: Date;
  decided_at: Date | null;
  created_at: CreatedAt;
}

/** A pending action as it is read. */
export type PendingActionRow = Selectable<PendingActionTable>;
/** A pending action as it is inserted. */
export type NewPendingActionRow = Insertable<PendingActionTable>;
