import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { sql } from "kysely";
import { atOneInstant, type Context, requireCall, systemContext } from "../../context.ts";
import { requireObject, requireWhole } from "../../validate.ts";
import { deadLetter } from "../../work/dead-letter.ts";
import { sweepActions } from "../sweep.ts";
import { executionWork, exhausted } from "./work.ts";

/** The default maximum number of executions per call. */
const defaultLimit = 1000;

/** The result of a sweep. */
export interface AbandonedExecutions {
  /** The number of executions that this call abandoned. */
  readonly abandoned: number;
  /** Whether more may be due, because the limit was reached. */
  readonly more: boolean;
}

/**
 * Abandons executions whose lease has expired and that have no attempts left. A claim does the same with the actions
 * that it reads; this call also covers types that no worker claims any more.
 *
 * @param limit the maximum number in one call, from 1 to 1000. Default 1000.
 * @throws {InvalidInputError} for an invalid limit.
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
