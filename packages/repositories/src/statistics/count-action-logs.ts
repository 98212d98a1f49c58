import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { sql } from "kysely";
import { type Context, requireCall, systemContext } from "../context.ts";
import { type Reader, requireReader } from "../reader.ts";
import { requireBoolean, requireObject, requireUuid } from "../validate.ts";
import { type CountedRow, countRecords } from "./count-records.ts";
import { requireRange, type StatisticsRange } from "./range.ts";
import type { Statistics } from "./statistics.ts";

/** The outcomes of action logs. */
export const actionLogOutcomes = ["ok", "failed"] as const;
/** One of `actionLogOutcomes`. */
export type ActionLogOutcome = (typeof actionLogOutcomes)[number];

/** The action logs to count. */
export type ActionLogCountFilter = Reader &
  StatisticsRange & {
    /** Counts only those that succeeded, or that failed. Default both. */
    readonly ok?: boolean | undefined;
  };

/**
 * Counts the action logs of a range of time, of a user or of all, by action type and success. No time is measured.
 *
 * @throws {InvalidInputError} for an invalid user, range or filter.
 */
export async function countActionLogs(
  db: Executor<Database>,
  filter: ActionLogCountFilter,
  context: Context = systemContext,
): Promise<Statistics<ActionLogOutcome>> {
  requireCall(db, context);
  const { userId, auditor, ok, ...times } = requireObject("filter", filter);
  const owner = requireReader({ userId, auditor } as Reader, requireUuid);
  const range = requireRange(times, context);
  let rows = db
    .selectFrom("action_logs")
    .where("created_at", ">=", range.since)
    .where("created_at", "<", range.until)
    .select([
      "action_type as name",
      "created_at as at",
      sql<ActionLogOutcome>`case when ok then 'ok' else 'failed' end`.as("outcome"),
      sql<number | null>`cast(null as double precision)`.as("ms"),
    ])
    .$castTo<CountedRow>();
  if (owner !== undefined) rows = rows.where("user_id", "=", owner);
  if (ok !== undefined) rows = rows.where("ok", "=", requireBoolean("ok", ok));
  return countRecords(db, { rows, outcomes: actionLogOutcomes, isTimed: false, range });
}
