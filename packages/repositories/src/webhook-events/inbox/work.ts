import type { Move, WorkClaim } from "../../work/leased-work.ts";
import { shareLeases, type SharedLeases } from "../../work/shared-leases.ts";
import { toWebhookEvent, type WebhookEvent } from "../event.ts";
import { countedAttempts, findInboxRows, type InboxRow } from "./find-row.ts";
import type { RetryPolicy } from "../../work/retry-policy.ts";
import { eventTable, type EventTypes, identifyEvent } from "./transition.ts";

/** A validated claim of events. */
export interface Claim extends WorkClaim {
  readonly limit: number;
  readonly sources: readonly string[] | undefined;
  readonly eventTypes: readonly string[] | undefined;
  readonly policy: RetryPolicy;
}

interface InboxTypes extends EventTypes {
  readonly claim: Claim;
  readonly shown: { readonly event: WebhookEvent };
}

/** Webhook events as leased work. */
export const inboxWork: SharedLeases<InboxTypes> = shareLeases<InboxTypes>({
  ...eventTable,
  key: "id",
  identify: identifyEvent,
  // A claimed event is due again when its lease ends, so one condition finds all due events.
  leasedUntil: (end) => ({ lease_expires_at: end, next_attempt_at: end }),
  isDue: (now) => (event) => event("next_attempt_at", "<=", now),
  countAttempts: countedAttempts,
  isWorkedOn: ({ state }) => state === "processing",
  show: (row) => ({ event: toWebhookEvent(row) }),
  find: findInboxRows,

  criteria: ({ sources, eventTypes }) => [sources, eventTypes],
  // PostgreSQL has an index on the time, and DuckDB reads one column.
  findDue(db, { sources, eventTypes }, now, limit) {
    let query = db
      .selectFrom("webhook_events")
      // Its large columns are not read.
      .select((event) => ["id as key", event.lit(0).as("bytes")])
      .where(inboxWork.isDue(now));
    if (sources !== undefined) query = query.where("source", "in", sources);
    if (eventTypes !== undefined) query = query.where("event_type", "in", eventTypes);
    return query.orderBy("next_attempt_at").orderBy("id").limit(limit).execute();
  },

  // The source and the type never change, and `findDue` has compared them.
  isWanted: ({ next_attempt_at: next }, _claim, now) => next !== null && next <= now,

  endInstead(row, { policy }, now) {
    const wasTried = row.state === "processing" || row.state === "failed";
    const isOver = wasTried && countedAttempts(row) >= policy.maximumAttempts;
    return isOver ? exhausted(row, now) : undefined;
  },

  begin(row, { attempt, worker }) {
    const takenOver = row.state === "processing";
    return {
      set: {
        state: "processing",
        lease_worker: worker,
        completed_at: null,
        state_before_replay: null,
      },
      step: {
        row,
        transition: takenOver ? "taken_over" : "claimed",
        to: "processing",
        attempt,
        worker,
        replayId: row.replay_id,
        reason: takenOver ? `the lease of ${row.lease_worker} ran out` : null,
      },
    };
  },
});

/** The transition of an event that is due without attempts left. */
export function exhausted(row: InboxRow, now: Date): Move<EventTypes> {
  const ranOut = row.state === "processing";
  const reason = ranOut
    ? `the lease of ${row.lease_worker} ran out, and no attempts are left`
    : "no attempts are left";
  return {
    set: {
      state: "dead",
      next_attempt_at: null,
      completed_at: now,
      ...(ranOut && { last_error: reason }),
    },
    step: { row, transition: "died", to: "dead", replayId: row.replay_id, reason },
  };
}
