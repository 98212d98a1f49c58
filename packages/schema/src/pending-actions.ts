import type { Selectable } from "kysely";
import type { ContentBytes, CreatedAt, JsonText } from "./column.ts";
import type { DecisionSurface, PendingActionState } from "./vocabulary.ts";

/** An action with a side effect that waits for approval, and its outcome. */
export interface PendingActionTable {
  /** Public: it identifies the action and does not allow a decision. */
  id: string;
  /** SHA-256 of the token, in lower-case hexadecimal. The token itself is stored nowhere. */
  token_sha256: string;
  user_id: string;
  /** The person in whose name it was proposed; null when unknown. */
  proposed_by: string | null;
  summary: string;
  action_type: string;
  action_payload: JsonText;
  /**
   * SHA-256 of the payload's canonical JSON (RFC 8785). Null on a row of an older release until it is decided.
   */
  payload_digest: string | null;
  state: PendingActionState;
  required_approvals: number;
  /** The number of distinct people who have approved. */
  approvals: number;
  /** The ids of the people who may decide, as a JSON array; null when only the owner may. */
  approvers: JsonText | null;
  proposer_may_approve: boolean;
  idempotency_key: string | null;
  /** `user_id/idempotency_key`; unique. */
  owned_key: string | null;
  /** The digest of the request that used the key, to tell a retry from another proposal. */
  request_digest: string | null;
  expires_at: Date;
  decided_at: Date | null;
  decided_by: string | null;
  decision_reason: string | null;
  /**
   * Its place in the queue of workers: when it was decided, or `executable_at`. Null when no worker may take it, now or
   * after a lease.
   */
  queued_at: Date | null;
  /** How often execution has begun. */
  attempts: number;
  /** 0 when the person who confirms it also carries it out, so that no worker may. */
  max_attempts: number;
  /** SHA-256 of the lease's token. */
  lease_sha256: string | null;
  lease_worker: string | null;
  lease_expires_at: Date | null;
  started_at: Date | null;
  ended_at: Date | null;
  execution_result: JsonText | null;
  execution_error: string | null;
  /** The size of `summary`, `action_payload`, `approvers`, `execution_result`, `effect` and `preview`. */
  content_bytes: ContentBytes;
  created_at: CreatedAt;
  /** The `owner/name` that the action changes; null if the proposal names none. */
  repository: string | null;
  /** The service that proposed it; null if a person did. */
  service_id: string | null;
  /** The access key or the session by which it was proposed; null if that was done on the machine itself. */
  credential_id: string | null;
  /** The name of the group whose members may decide it, besides the approvers that are named; null for none. */
  approver_group: string | null;
  /** The name of the group that is asked in place of all others from `escalates_at`; null for none. */
  escalation_group: string | null;
  /** The first instant at which the escalation group may decide, and the others no longer. */
  escalates_at: Date | null;
  /** When the escalation was recorded. It holds from `escalates_at` even before. */
  escalated_at: Date | null;
  /** Whether an approver may change the payload; null is false. */
  editable: boolean | null;
  /** The number of the payload's version; null is 1. */
  version: number | null;
  /** The person who made this version; null for the proposer's. */
  edited_by: string | null;
  /** The policy that asked for, or allowed, this version; null for the default. */
  policy_name: string | null;
  /** The version of the policies that were evaluated; null if there were none. */
  policy_version: number | null;
  /** Where the decision was made; null when unknown. */
  decided_surface: DecisionSurface | null;
  /** The effect of the action in its proposer's words; null for none. */
  effect: string | null;
  /** An executor's preview of this version; null for none. */
  preview: JsonText | null;
  /** The first instant at which a confirmed action may be carried out; null for at once. */
  executable_at: Date | null;
}

/** A pending action as it is read. */
export type PendingActionRow = Selectable<PendingActionTable>;

/** Another token of an action, made when its proposal was repeated. */
export interface PendingActionTokenTable {
  token_sha256: string;
  action_id: string;
  created_at: CreatedAt;
}

/** One person's approval of an action that needs several. */
export interface PendingActionApprovalTable {
  id: string;
  /** `action_id/approver_id`; unique. */
  approval_key: string;
  action_id: string;
  approver_id: string;
  reason: string | null;
  approved_at: CreatedAt;
  /** The version of the payload that was approved; null is 1. */
  version: number | null;
  surface: DecisionSurface | null;
}

/** A version of an action's payload. There are none of an action that was not edited. */
export interface PendingActionVersionTable {
  id: string;
  /** `action_id/version`; unique. */
  version_key: string;
  action_id: string;
  version: number;
  action_payload: JsonText;
  payload_digest: string;
  /** Null for the proposer's version. */
  edited_by: string | null;
  surface: DecisionSurface | null;
  content_bytes: ContentBytes;
  created_at: CreatedAt;
}

/** A version of an action's payload, as it is read. */
export type PendingActionVersionRow = Selectable<PendingActionVersionTable>;

/** One row for each user. Concurrent proposals of the user wait for each other at this row. */
export interface PendingActionQuotaTable {
  user_id: string;
  proposed_at: Date;
}
