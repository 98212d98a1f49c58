import type { Selectable } from "kysely";
import type { ContentBytes, CreatedAt, JsonText } from "./column.ts";

/** The audit trail: one row for each side effect and each transition of a pending action. */
export interface ActionLogTable {
  id: string;
  /** The nil UUID when the user was erased, or there was none. */
  user_id: string;
  action_type: string;
  target: string | null;
  request: JsonText | null;
  result: JsonText | null;
  ok: boolean;
  idempotency_key: string | null;
  /**
   * `user_id/action_type/idempotency_key`, with the type escaped as in RFC 6901, when this row owns the key.
   * Unique; null once the key has expired.
   */
  owned_key: string | null;
  /** When the key can be used again; null for a key that never can. */
  key_expires_at: Date | null;
  /** The digest of the request that used the key; null when unknown. */
  request_digest: string | null;
  /** Goes into the digest of the content, so that a digest does not reveal erased content. */
  content_salt: string;
  /** The digest of removed content, from which the row hash can still be computed. */
  content_digest: string | null;
  /** The number of the entry in `audit_seals` that records the removal. */
  removal: number | null;
  /** The size of `target`, `request` and `result`. */
  content_bytes: ContentBytes;
  created_at: CreatedAt;
  /** The access key or the session by which the change was asked for; null if that was done on the machine itself. */
  credential_id: string | null;
}

/** An action log as it is read. */
export type ActionLogRow = Selectable<ActionLogTable>;

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
