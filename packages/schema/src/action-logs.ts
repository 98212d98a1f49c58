import type { Insertable, Selectable } from "kysely";
import type { ContentBytes, CreatedAt, JsonText } from "./column.ts";

/** The audit trail: one row a side effect, or a transition of a pending action. */
export interface ActionLogTable {
  id: string;
  /** The nil UUID where the person was erased, or nobody was. */
  user_id: string;
  action_type: string;
  target: string | null;
  request: JsonText | null;
  result: JsonText | null;
  ok: boolean;
  idempotency_key: string | null;
  /**
   * `user_id/action_type/idempotency_key`, the type escaped as in RFC 6901, where this row is the one that
   * owns the key; unique. Null once the key has expired.
   */
  owned_key: string | null;
  /** When the key is free again; null for one that never is. */
  key_expires_at: Date | null;
  /** What the key was used for; null where that is not known. */
  request_digest: string | null;
  /** Goes into the digest of the content, so that no digest tells what an erased content was. */
  content_salt: string;
  /** What is left of a content that was removed: a digest that its row hash can be made of. */
  content_digest: string | null;
  /** The number of the entry in `audit_seals` that records the removal. */
  removal: number | null;
  /** Of `target`, `request` and `result`. */
  content_bytes: ContentBytes;
  created_at: CreatedAt;
}

/** An action log as it is read. */
export type ActionLogRow = Selectable<ActionLogTable>;
/** An action log as it is inserted. */
export type NewActionLogRow = Insertable<ActionLogTable>;

/** A side effect that has begun and not ended. */
export interface ActionRunTable {
  /** As in `action_logs`. */
  owned_key: string;
  user_id: string;
  action_type: string;
  target: string | null;
  request: JsonText | null;
  idempotency_key: string;
  request_digest: string;
  /** SHA-256 of the lease's token. */
  lease_sha256: string;
  lease_expires_at: Date;
  attempts: number;
  started_at: CreatedAt;
}

/** A side effect that has begun, as it is read. */
export type ActionRunRow = Selectable<ActionRunTable>;
