import type { Insertable, Selectable } from "kysely";
import type { ContentBytes, CreatedAt, JsonText } from "./column.ts";
import type { PendingActionState } from "./vocabulary.ts";

/** An action with a side effect that waits for its owner's word, and what became of it. */
export interface PendingActionTable {
  /** Public: it names the action and lets nobody decide it. */
  id: string;
  /** SHA-256 of the token, in lower-case hexadecimal. The token itself is stored nowhere. */
  token_sha256: string;
  user_id: string;
  /** The person in whose name it was proposed; null where nobody has said. */
  proposed_by: string | null;
  summary: string;
  action_type: string;
  action_payload: JsonText;
  /** SHA-256 of the payload's canonical JSON (RFC 8785); null on a row of before, until it is decided. */
  payload_digest: string | null;
  state: PendingActionState;
  required_approvals: number;
  /** How many distinct people have approved. */
  approvals: number;
  /** The ids of those who may decide, as a JSON array; null where only the owner may. */
  approvers: JsonText | null;
  proposer_may_approve: boolean;
  idempotency_key: string | null;
  /** `user_id/idempotency_key`; unique. */
  owned_key: string | null;
  /** What the key was used for, to tell a retry from another proposal. */
  request_digest: string | null;
  expires_at: Date;
  decided_at: Date | null;
  decided_by: string | null;
  decision_reason: string | null;
  /** How often execution has begun. */
  attempts: number;
  /** 0 where whoever confirms it carries it out, so that no worker may. */
  max_attempts: number;
  /** SHA-256 of the lease's token. */
  lease_sha256: string | null;
  lease_worker: string | null;
  lease_expires_at: Date | null;
  started_at: Date | null;
  ended_at: Date | null;
  execution_result: JsonText | null;
  execution_error: string | null;
  /** Of `summary`, `action_payload`, `approvers` and `execution_result`. */
  content_bytes: ContentBytes;
  created_at: CreatedAt;
}

/** A pending action as it is read. */
export type PendingActionRow = Selectable<PendingActionTable>;
/** A pending action as it is inserted. */
export type NewPendingActionRow = Insertable<PendingActionTable>;

/** Another token of an action, made when its proposal was repeated. */
export interface PendingActionTokenTable {
  token_sha256: string;
  action_id: string;
  created_at: CreatedAt;
}

/** One person's approval of an action that takes several. */
export interface PendingActionApprovalTable {
  id: string;
  /** `action_id/approver_id`; unique. */
  approval_key: string;
  action_id: string;
  approver_id: string;
  reason: string | null;
  approved_at: CreatedAt;
}

/** The row that proposals of one user wait for each other at. */
export interface PendingActionQuotaTable {
  user_id: string;
  proposed_at: Date;
}
