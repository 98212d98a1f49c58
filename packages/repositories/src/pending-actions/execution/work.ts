import type { PendingActionRow, PendingActionState } from "@handsfree/schema";
import { sql } from "kysely";
import { leaseIsOver } from "../../work/lease.ts";
import type { ClaimableWork, Move, WorkClaim } from "../../work/leased-work.ts";
import { type PendingAction, toPendingAction } from "../action.ts";
import { hasItsDigest } from "../digest.ts";
import { type ActionTypes, actionTable } from "../transition.ts";

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
export const executionWork: ClaimableWork<ExecutionTypes> = {
  ...actionTable,
  identify: ({ id, user_id, state, attempts }) => ({
    key: id,
    asRead: { user_id, state, attempts },
  }),
  leasedUntil: (end) => ({ lease_expires_at: end }),
  isDue: (now) => (row) =>
    row.or([row("lease_expires_at", "is", null), row("lease_expires_at", "<=", now)]),
  countAttempts: ({ attempts }) => attempts,
  isWorkedOn: ({ state }) => state === "executing",
  ownerOf: (row) => row.user_id,
  show: (row) => ({ action: toPendingAction(row) }),
  find: (db, id) =>
    db.selectFrom("pending_actions").selectAll().where("id", "=", id).executeTakeFirst(),

  async findDue(db, { types, userId }, now, limit) {
    const inState = (state: PendingActionState) => {
      const query = db
        .selectFrom("pending_actions")
        .select(["id", "decided_at"])
        // A literal, so that a generic plan can use the partial index of this state.
        .where("state", "=", sql.lit(state))
        .where("action_type", "in", types)
        .where(executionWork.isDue(now))
        .orderBy("decided_at")
        .orderBy("id")
        .limit(limit);
      return userId === undefined ? query : query.where("user_id", "=", userId);
    };
    // Two queries, so that PostgreSQL reads the index of each state in order.
    const [confirmed, executing] = await Promise.all([
      inState("confirmed").whereRef("attempts", "<", "max_attempts").execute(),
      inState("executing").execute(),
    ]);
    const decidedAt = (row: { readonly decided_at: Date | null }): number =>
      row.decided_at?.getTime() ?? 0;
    return [...confirmed, ...executing]
      .toSorted((a, b) => decidedAt(a) - decidedAt(b) || (a.id < b.id ? -1 : 1))
      .slice(0, limit)
      .map(({ id }) => id);
  },

  isWanted(row, { types, userId }, now) {
    const mayExecute =
      row.state === "executing" || (row.state === "confirmed" && row.attempts < row.max_attempts);
    const isOfClaim =
      types.includes(row.action_type) && (userId === undefined || row.user_id === userId);
    return mayExecute && isOfClaim && leaseIsOver(row, now);
  },

  endInstead(row, { worker }, now) {
    if (!hasItsDigest(toPendingAction(row), row.payload_digest)) {
      return abandoned(row, { by: worker, reason: "payload was altered" }, now);
    }
    return row.attempts >= row.max_attempts ? exhausted(row, now) : undefined;
  },

  begin: (row, { attempt, worker, now, expiresAt }) => ({
    set: { state: "executing", lease_worker: worker, started_at: now },
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
};

/** The end of an action whose last attempt ended without a report. */
export function exhausted(row: PendingActionRow, now: Date): ActionMove {
  const reason = `the lease ${howLeaseEnded(row)}, and no attempts are left`;
  return abandoned(row, { by: "clock", reason }, now);
}

function abandoned(
  row: PendingActionRow,
  why: { readonly by: string; readonly reason: string },
  now: Date,
): ActionMove {
  return {
    set: { state: "abandoned", ended_at: now },
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

function howLeaseEnded(row: PendingActionRow): string {
  return row.lease_expires_at === null ? "was released" : "ran out";
}
