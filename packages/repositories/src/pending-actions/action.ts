import type { PendingActionRow, PendingActionState } from "@handsfree/schema";
import { decodeJson } from "../json.ts";

/** An action with a side effect that waits, or waited, for its owner's word. Its token is not part of it. */
export interface PendingAction {
  readonly id: string;
  readonly userId: string;
  /** What the person is asked, in words. */
  readonly summary: string;
  readonly actionType: string;
  /** The payload as `JSON.parse` reads it. */
  readonly actionPayload: unknown;
  /** The payload as it was stored, to the byte; numbers beyond 2^53 keep their digits here. */
  readonly actionPayloadJson: string;
  readonly state: PendingActionState;
  /** The first instant at which it can no longer be decided. */
  readonly expiresAt: Date;
  readonly decidedAt: Date | null;
  readonly createdAt: Date;
}

export function toPendingAction(row: PendingActionRow): PendingAction {
  return {
    id: row.id,
    userId: row.user_id,
    summary: row.summary,
    actionType: row.action_type,
    actionPayload: decodeJson(row.action_payload),
    actionPayloadJson: row.action_payload,
    state: row.state,
    expiresAt: row.expires_at,
    decidedAt: row.decided_at,
    createdAt: row.created_at,
  };
}

/** The one rule for the boundary: at `expiresAt` it is too late. Its SQL form is in `live.ts`. */
export function hasExpired(action: PendingAction, now: Date): boolean {
  return action.state === "pending" && action.expiresAt <= now;
}
