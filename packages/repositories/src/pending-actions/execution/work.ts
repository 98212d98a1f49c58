import { largeContents } from "../../large-contents.ts";
import { isOneOf } from "../../one-of.ts";
import { leaseIsOver } from "../../work/lease.ts";
import type { Move, WorkClaim } from "../../work/leased-work.ts";
import { shareLeases, type SharedLeases } from "../../work/shared-leases.ts";
import {
  type PendingAction,
  type StoredAction,
  storedActionColumns,
  toPendingAction,
} from "../action.ts";
import { hasItsDigest } from "../digest.ts";
import { graceIsOver, isInGrace } from "../grace.ts";
import { type ActionTypes, actionTable } from "../transition.ts";
import { findDueActions } from "./find-due.ts";

/** A validated claim. */
export interface Claim extends WorkClaim {
  readonly types: readonly string[];
  readonly userId: string | undefined;
  readonly id: string | undefined;
}

interface ExecutionTypes extends ActionTypes {
  readonly claim: Claim;
  readonly shown: { readonly action: PendingAction };
}

type ActionMove = Move<ActionTypes>;

/** The execution of confirmed actions as leased work. */
export const executionWork: SharedLeases<ExecutionTypes> = shareLeases<ExecutionTypes>({
  ...actionTable,
  key: "id",
  identify: ({ id, user_id, state, attempts, executable_at }) => ({
    key: id,
    // With the end of its grace: an approval can be taken back, and given again to another payload, since it was read.
    asRead: { user_id, state, attempts, ...(executable_at !== null && { executable_at }) },
  }),
  leasedUntil: (end) => ({ lease_expires_at: end }),
  isDue: (now) => (row) =>
    row.and([
      row.or([row("lease_expires_at", "is", null), row("lease_expires_at", "<=", now)]),
      graceIsOver(now)(row),
    ]),
  countAttempts: ({ attempts }) => attempts,
  isWorkedOn: ({ state }) => state === "executing",
  ownerOf: (row) => row.user_id,
  show: (row) => ({ action: toPendingAction(row) }),
  contents: largeContents.pending_actions,
  find: (db, ids) =>
    db
      .selectFrom("pending_actions")
      .select(storedActionColumns)
      .where(isOneOf("id", "uuid", ids))
      .execute(),

  criteria: ({ types, userId }) => [types, userId],
  findDue: (db, claim, now, limit) => findDueActions(db, claim, executionWork.isDue(now), limit),

  isWanted(row, { types, userId }, now) {
    const mayExecute =
      row.state === "executing" || (row.state === "confirmed" && row.attempts < row.max_attempts);
    const isOfClaim =
      types.includes(row.action_type) && (userId === undefined || row.user_id === userId);
    return mayExecute && isOfClaim && leaseIsOver(row, now) && !isInGrace(row, now);
  },

  endInstead(row, { worker }, now) {
    if (!hasItsDigest(toPendingAction(row), row.payload_digest)) {
      return abandoned(row, { by: worker, reason: "payload was altered" }, now);
    }
    return row.attempts >= row.max_attempts ? exhausted(row, now) : undefined;
  },

  begin: (row, { attempt, worker, now, expiresAt }) => ({
    set: {
      state: "executing",
      lease_worker: worker,
      started_at: now,
      // From now on nothing holds it back, also if the clock is set back.
      ...(row.executable_at !== null && { executable_at: null }),
    },
    step: {
      action: toPendingAction(row),
      to: "executing",
      event: "execution_started",
      by: worker,
      reason:
        row.state === "executing"
          ? `the lease of attempt ${row.attempts} ${howLeaseEnded(row)}`
          : null,
      details: { attempt, lease_expires_at: expiresAt.toISOString() },
    },
  }),
});

/** The end of an action whose last attempt ended without a report. */
export function exhausted(row: StoredAction, now: Date): ActionMove {
  const reason = `the lease ${howLeaseEnded(row)}, and no attempts are left`;
  return abandoned(row, { by: "clock", reason }, now);
}

function abandoned(
  row: StoredAction,
  why: { readonly by: string; readonly reason: string },
  now: Date,
): ActionMove {
  return {
    set: { state: "abandoned", queued_at: null, ended_at: now },
    step: {
      action: toPendingAction(row),
      to: "abandoned",
      event: "execution_ended",
      ...why,
      ok: false,
      details: { attempt: row.attempts },
    },
  };
}

function howLeaseEnded(row: StoredAction): string {
  return row.lease_sha256 === null ? "was released" : "ran out";
}
