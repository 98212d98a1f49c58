import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { atOneInstant, type Context, requireCall, systemContext } from "../../context.ts";
import { requireObject } from "../../validate.ts";
import { deadLetter } from "../../work/dead-letter.ts";
import { forEach } from "../../work/for-each.ts";
import { inboxColumns } from "./find-row.ts";
import { requireRetryPolicy, type RetryPolicy } from "../../work/retry-policy.ts";
import { exhausted, inboxWork } from "./work.ts";

/** The maximum per call. */
const atATime = 1000;

/** The result of a sweep. */
export interface DeadLetteredWebhookEvents {
  /** The number of events that this call made `dead`. */
  readonly deadLettered: number;
  /** Whether more may be due: true if the call reached its limit. */
  readonly more: boolean;
}

/**
 * Makes events `dead` that are due without attempts left, because their last lease expired without a report. A
 * claim does this for the events that it finds; this function is for events that no worker claims any more.
 *
 * @returns after at most 1000 events.
 * @throws {InvalidInputError} for an invalid policy.
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
