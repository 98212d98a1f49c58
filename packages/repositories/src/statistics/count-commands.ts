import type { Executor } from "@handsfree/query";
import { type CommandStatus, commandStatuses, type Database } from "@handsfree/schema";
import { sql } from "kysely";
import { type Context, requireCall, systemContext } from "../context.ts";
import { type Reader, requireReader } from "../reader.ts";
import { requireObject } from "../validate.ts";
import { type CountedRow, countRecords } from "./count-records.ts";
import { requireRange, type StatisticsRange } from "./range.ts";
import type { Statistics } from "./statistics.ts";

/**
 * Counts the commands of a range of time, of a user or of all, by intent and status. Their time is that until the
 * command was answered. Commands without an intent have the name null.
 *
 * @throws {InvalidInputError} for an invalid user or range.
 */
export async function countCommands(
  db: Executor<Database>,
  filter: Reader & StatisticsRange,
  context: Context = systemContext,
): Promise<Statistics<CommandStatus>> {
  requireCall(db, context);
  const { userId, auditor, ...times } = requireObject("filter", filter);
  const owner = requireReader({ userId, auditor } as Reader);
  const range = requireRange(times, context);
  let rows = db
    .selectFrom("commands")
    .where("created_at", ">=", range.since)
    .where("created_at", "<", range.until)
    .select([
      "intent_name as name",
      "created_at as at",
      "status as outcome",
      sql<number | null>`cast(latency_ms as double precision)`.as("ms"),
    ])
    .$castTo<CountedRow>();
  if (owner !== undefined) rows = rows.where("user_id", "=", owner);
  return countRecords(db, { rows, outcomes: commandStatuses, isTimed: true, range });
}
