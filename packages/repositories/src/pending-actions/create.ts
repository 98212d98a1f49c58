import { type Executor, InvalidInputError } from "@handsfree/query";
import type { Database, PendingActionRow } from "@handsfree/schema";
import { type Context, systemContext } from "../context.ts";
import { digestStoredJson } from "../canonical-json.ts";
import { encodeJson } from "../json.ts";
import { requireText, requireUuid } from "../validate.ts";
import { type PendingAction, toPendingAction } from "./action.ts";
import { hashToken, newToken } from "../token.ts";

/** How long an action waits when nobody says, in seconds. */
export const defaultTimeToLive = 3600;
/** The longest that an action can wait, in seconds: 30 days. */
export const maximumTimeToLive: number = 30 * 24 * 3600;
/** The longest summary, in UTF-16 code units. */
export const maximumSummaryLength = 10_000;

/** An action to put before its owner. */
export interface NewPendingAction {
  /** UUID of the owner, who alone can decide it. */
  readonly userId: string;
  /** What the person is asked, in words. */
  readonly summary: string;
  readonly actionType: string;
  /** Any JSON value. */
  readonly actionPayload: unknown;
  /** Whole seconds, from 1 to 30 days. Default 3600. */
  readonly expiresInSeconds?: number | undefined;
}

/** An action that waits now, and what decides it. */
export interface CreatedPendingAction {
  readonly action: PendingAction;
  /** The only copy there is; without it the action cannot be decided. */
  readonly token: string;
}

/**
 * Puts an action before its owner.
 *
 * @throws {InvalidInputError} naming the field.
 */
export async function createPendingAction(
  db: Executor<Database>,
  input: NewPendingAction,
  context: Context = systemContext,
): Promise<CreatedPendingAction> {
  const now = context.now();
  const token = newToken();
  const userId = requireUuid("userId", input.userId);
  const payload = encodeJson("actionPayload", input.actionPayload);
  const row: PendingActionRow = {
    id: context.newId(),
    token_sha256: hashToken(token),
    user_id: userId,
    proposed_by: userId,
    summary: requireText("summary", input.summary, maximumSummaryLength),
    action_type: requireText("actionType", input.actionType),
    action_payload: payload,
    payload_digest: digestStoredJson(payload),
    state: "pending",
    required_approvals: 1,
    approvals: 0,
    approvers: null,
    proposer_may_approve: true,
    idempotency_key: null,
    owned_key: null,
    request_digest: null,
    expires_at: new Date(now.getTime() + requireTimeToLive(input.expiresInSeconds) * 1000),
    decided_at: null,
    decided_by: null,
    decision_reason: null,
    attempts: 0,
    max_attempts: 3,
    lease_sha256: null,
    lease_worker: null,
    lease_expires_at: null,
    started_at: null,
    ended_at: null,
    execution_result: null,
    execution_error: null,
    created_at: now,
  };
  await db.insertInto("pending_actions").values(row).execute();
  return { action: toPendingAction(row), token };
}

function requireTimeToLive(seconds: number = defaultTimeToLive): number {
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= maximumTimeToLive) return seconds;
  throw new InvalidInputError(
    "expiresInSeconds",
    `is ${seconds}; give whole seconds from 1 to ${maximumTimeToLive} (30 days)`,
  );
}
