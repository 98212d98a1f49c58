import type { Database, PendingActionRow, PendingActionState } from "@handsfree/schema";
import type { Expression, ExpressionBuilder, SqlBool } from "kysely";
import { decodeJson, decodeOptionalJson } from "../json.ts";
import { digestPayload } from "./digest.ts";

/** An action with a side effect that waits, or waited, for a person's word. Its token is not part of it. */
export interface PendingAction {
  readonly id: string;
  readonly userId: string;
  /** The person in whose name it was proposed; null where nobody has said. */
  readonly proposedBy: string | null;
  /** What the person is asked, in words. */
  readonly summary: string;
  readonly actionType: string;
  /** The payload as `JSON.parse` reads it. */
  readonly actionPayload: unknown;
  /** The payload as it was stored, to the byte; numbers beyond 2^53 keep their digits here. */
  readonly actionPayloadJson: string;
  /**
   * What a person approves: the digest of the payload with its type, summary, owner and policy (`digestAction`), as
   * `v2:` and 64 hexadecimal digits. Of an action from before there were versions, that of the payload alone.
   */
  readonly payloadDigest: string;
  readonly state: PendingActionState;
  /** How many distinct people must approve. */
  readonly requiredApprovals: number;
  /** How many have. */
  readonly approvals: number;
  /** Who may decide. */
  readonly approvers: readonly string[];
  readonly proposerMayApprove: boolean;
  readonly idempotencyKey: string | null;
  /** The first instant at which it can no longer be decided. */
  readonly expiresAt: Date;
  readonly decidedAt: Date | null;
  readonly decidedBy: string | null;
  readonly decisionReason: string | null;
  /** How often its execution has begun. */
  readonly attempts: number;
  /** How often it may; 0 where whoever confirms it carries it out. */
  readonly maxAttempts: number;
  /** Who executes it, or did last. */
  readonly worker: string | null;
  readonly leaseExpiresAt: Date | null;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  readonly result: unknown;
  readonly resultJson: string | null;
  readonly error: string | null;
  readonly createdAt: Date;
}

export function toPendingAction(row: PendingActionRow): PendingAction {
  return {
    id: row.id,
    userId: row.user_id,
    proposedBy: row.proposed_by,
    summary: row.summary,
    actionType: row.action_type,
    actionPayload: decodeJson(row.action_payload),
    actionPayloadJson: row.action_payload,
    // A row of before has none until it is decided.
    payloadDigest: row.payload_digest ?? digestPayload(row.action_payload),
    state: row.state,
    requiredApprovals: row.required_approvals,
    approvals: row.approvals,
    approvers: row.approvers === null ? [row.user_id] : (JSON.parse(row.approvers) as string[]),
    proposerMayApprove: row.proposer_may_approve,
    idempotencyKey: row.idempotency_key,
    expiresAt: row.expires_at,
    decidedAt: row.decided_at,
    decidedBy: row.decided_by,
    decisionReason: row.decision_reason,
    attempts: row.attempts,
    maxAttempts: row.max_attempts,
    worker: row.lease_worker,
    leaseExpiresAt: row.lease_expires_at,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    result: decodeOptionalJson(row.execution_result),
    resultJson: row.execution_result,
    error: row.execution_error,
    createdAt: row.created_at,
  };
}

/** The one rule for the boundary: at `expiresAt` it is too late. `isLive` is its opposite in SQL. */
export function hasExpired(action: PendingAction, now: Date): boolean {
  return action.state === "pending" && action.expiresAt <= now;
}

/** The SQL condition that an action can still be decided: it is pending, and `expires_at` is yet to come. */
export function isLive(
  now: Date,
): (row: ExpressionBuilder<Database, "pending_actions">) => Expression<SqlBool> {
  return (row) => row.and([row("state", "=", "pending"), row("expires_at", ">", now)]);
}

/** The action as it is to be told of at a time: one that is overdue has expired, be it on record yet or not. */
export function asOf(action: PendingAction, now: Date): PendingAction {
  return hasExpired(action, now) ? { ...action, state: "expired" } : action;
}

/** Whether the person may decide it, where it can still be decided. */
export function mayDecide(action: PendingAction, userId: string): boolean {
  return action.approvers.includes(userId);
}

/** Whether the person may see it: the owner, and whoever may decide it. To others it is not there. */
export function maySee(action: PendingAction, userId: string): boolean {
  return action.userId === userId || mayDecide(action, userId);
}
