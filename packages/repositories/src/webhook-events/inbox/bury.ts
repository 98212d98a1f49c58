import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { atOneInstant, type Context, requireCall, systemContext } from "../../context.ts";
import { countedAttempts, inboxColumns, type InboxRow } from "./find-row.ts";
import { forEachEvent } from "./for-each-event.ts";
import { requireRetryPolicy, type RetryPolicy } from "./retry-policy.ts";
import { makeEventTransition } from "./transition.ts";
import { requireObject } from "../../validate.ts";

/** The most in one call. */
const atATime = 1000;

/** What a sweep did. */
export interface BuriedWebhookEvents {
  /** How many are `dead` now. */
  readonly buried: number;
  /** Whether there may be more, because it found as many as it looks at. */
  readonly more: boolean;
}

/** Whether its attempts are used up, so that what is due of it is its end. */
export function isExhausted(row: InboxRow, { maximumAttempts }: RetryPolicy): boolean {
  const tried = row.state === "processing" || row.state === "failed";
  return tried && countedAttempts(row) >= maximumAttempts;
}

/**
 * Gives up, as `dead`, an event that is due with no attempts left.
 *
 * @returns whether this call did.
 */
export function bury(db: Executor<Database>, row: InboxRow, context: Context): Promise<boolean> {
  const now = context.now();
  const ranOut = row.state === "processing";
  const reason = ranOut
    ? `the lease of ${row.lease_worker} ran out, and no attempts are left`
    : "no attempts are left";
  return makeEventTransition(
    db,
    {
      row,
      transition: "died",
      to: "dead",
      replayId: row.replay_id,
      reason,
      set: {
        next_attempt_at: null,
        // Without the token's hash: who had the lease is told that it is lost.
        lease_sha256: null,
        lease_expires_at: null,
        completed_at: now,
        ...(ranOut && { last_error: reason }),
      },
      guard: (event) => event("next_attempt_at", "<=", now),
    },
    context,
  );
}

/**
 * Gives up, as `dead`, what is due with no attempts left: events whose last lease ran out without a report. A
 * claim does so with those that it meets; this is for those that nobody claims any more.
 *
 * @returns after at most 1000 events.
 * @throws {InvalidInputError} for a policy that cannot be used.
 */
export async function buryExhaustedWebhookEvents(
  db: Executor<Database>,
  options: { readonly retryPolicy?: Partial<RetryPolicy> | undefined } = {},
  context: Context = systemContext,
): Promise<BuriedWebhookEvents> {
  requireCall(db, context);
  const policy = requireRetryPolicy(requireObject("options", options).retryPolicy);
  const instant = atOneInstant(context);
  const found = await db
    .selectFrom("webhook_events")
    .select(inboxColumns)
    .where("next_attempt_at", "<=", instant.now())
    .where("state", "in", ["processing", "failed"])
    .where("attempts", ">=", policy.maximumAttempts)
    .orderBy("next_attempt_at")
    .limit(atATime)
    .execute();
  const buried = await forEachEvent(db, found, (row) => bury(db, row, instant));
  return { buried: buried.filter(Boolean).length, more: found.length === atATime };
}
