import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { sql } from "kysely";
import { atOneInstant, type Context, requireCall, systemContext } from "../../context.ts";
import { requireObject, requireWhole } from "../../validate.ts";
import { deadLetter } from "../../work/dead-letter.ts";
import { sweepActions } from "../sweep.ts";
import { executionWork, exhausted } from "./work.ts";

/** How many a call gives up by default. */
const defaultLimit = 1000;

/** What a sweep did. */
export interface AbandonedExecutions {
  /** How many it gave up. */
  readonly abandoned: number;
  /** Whether there may be more, because it found as many as it was to look at. */
  readonly more: boolean;
}

/**
 * Gives up, as `abandoned`, what executes under a lease that has run out when no attempts are left. A claim does so
 * with those that it meets; this is for those of types that no worker claims any more.
 *
 * @param limit the most in one call, from 1 to 1000. Default 1000.
 * @throws {InvalidInputError} for a bad limit.
 */
export async function abandonExpiredExecutions(
  db: Executor<Database>,
  options: { readonly limit?: number | undefined } = {},
  context: Context = systemContext,
): Promise<AbandonedExecutions> {
  requireCall(db, context);
  const { limit = defaultLimit } = requireObject("options", options);
  requireWhole("limit", limit, 1, defaultLimit);
  const instant = atOneInstant(context);
  const now = instant.now();
  const expired = db
    .selectFrom("pending_actions")
    .where("state", "=", sql.lit("executing"))
    .whereRef("attempts", ">=", "max_attempts")
    .where(executionWork.isDue(now))
    .orderBy("lease_expires_at")
    .limit(limit);
  const { found, moved } = await sweepActions(db, expired, async (row) => {
    const isOver = row.state === "executing" && row.attempts >= row.max_attempts;
    return isOver && deadLetter(db, executionWork, row, exhausted(row, now), instant);
  });
  return { abandoned: moved, more: found === limit };
}
