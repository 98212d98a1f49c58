import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { atOneInstant, type Context, requireCall, systemContext } from "../../context.ts";
import { requireObject } from "../../validate.ts";
import { deadLetter } from "../../work/dead-letter.ts";
import { forEach } from "../../work/for-each.ts";
import { inboxColumns } from "./find-row.ts";
import { requireRetryPolicy, type RetryPolicy } from "./retry-policy.ts";
import { exhausted, inboxWork } from "./work.ts";

/** The most in one call. */
const atATime = 1000;

/** What a sweep did. */
export interface DeadLetteredWebhookEvents {
  /** How many are `dead` now. */
  readonly deadLettered: number;
  /** Whether there may be more, because it found as many as it looks at. */
  readonly more: boolean;
}

/**
 * Gives up, as `dead`, what is due with no attempts left: events whose last lease ran out without a report. A
 * claim does so with those that it meets; this is for those that no worker claims any more.
 *
 * @returns after at most 1000 events.
 * @throws {InvalidInputError} for a policy that cannot be used.
 */
export async function deadLetterExhaustedWebhookEvents(
  db: Executor<Database>,
  options: { readonly retryPolicy?: Partial<RetryPolicy> | undefined } = {},
  context: Context = systemContext,
): Promise<DeadLetteredWebhookEvents> {
  requireCall(db, context);
  const policy = requireRetryPolicy(requireObject("options", options).retryPolicy);
  const instant = atOneInstant(context);
  const now = instant.now();
  const found = await db
    .selectFrom("webhook_events")
    .select(inboxColumns)
    .where(inboxWork.isDue(now))
    .where("state", "in", ["processing", "failed"])
    .where("attempts", ">=", policy.maximumAttempts)
    .orderBy("next_attempt_at")
    .limit(atATime)
    .execute();
  const ended = await forEach(db, found, (row) =>
    deadLetter(db, inboxWork, row, exhausted(row, now), instant),
  );
  return { deadLettered: ended.filter(Boolean).length, more: found.length === atATime };
}
