import type { Executor } from "@handsfree/query";
import { type Database, type PendingActionState, pendingActionStates } from "@handsfree/schema";
import { sql } from "kysely";
import { type Context, requireCall, systemContext } from "../context.ts";
import { type Reader, requireReader } from "../reader.ts";
import { requireObject } from "../validate.ts";
import { type CountedRow, countRecords, millisecondsBetween } from "./count-records.ts";
import { requireRange, type StatisticsRange } from "./range.ts";
import type { Statistics } from "./statistics.ts";

/** The states that follow an answer. A withdrawn or expired action was not answered. */
const answered: readonly PendingActionState[] = [
  "confirmed",
  "rejected",
  "executing",
  "succeeded",
  "failed",
  "abandoned",
];

/**
 * Counts the pending actions that were proposed in a range of time, to a user or to all, by action type and state. Their
 * time is that from the proposal to the answer of a person; it leaves out what policies and standing grants decided.
 *
 * @throws {InvalidInputError} for an invalid user or range.
 */
export async function countPendingActions(
  db: Executor<Database>,
  filter: Reader & StatisticsRange,
  context: Context = systemContext,
): Promise<Statistics<PendingActionState>> {
  requireCall(db, context);
  const { userId, auditor, ...times } = requireObject("filter", filter);
  const owner = requireReader({ userId, auditor } as Reader);
  const range = requireRange(times, context);
  const created = sql.ref<Date>("created_at");
  const decided = sql.ref<Date | null>("decided_at");
  let rows = db
    .selectFrom("pending_actions")
    .where("created_at", ">=", range.since)
    .where("created_at", "<", range.until)
    .select([
      "action_type as name",
      "created_at as at",
      "state as outcome",
      // What a grant decides is decided in the instant of the proposal.
      sql<number | null>`case when decided_by is not null and ${decided} > ${created}
        and state in (${sql.join(answered.map((state) => sql.lit(state)))})
        then ${millisecondsBetween(db, created, decided)} end`.as("ms"),
    ])
    .$castTo<CountedRow>();
  if (owner !== undefined) rows = rows.where("user_id", "=", owner);
  return countRecords(db, { rows, outcomes: pendingActionStates, isTimed: true, range });
}
