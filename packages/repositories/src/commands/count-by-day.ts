import { type Executor, timeBucket } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { sql } from "kysely";
import { requireCall } from "../context.ts";
import { requireObject, requireTime } from "../validate.ts";
import { requirePerson } from "../person.ts";

/** Which commands to count. */
export interface CommandCountFilter {
  /** Default: everybody's. */
  readonly userId?: string | undefined;
  /** Only those of this time or later. */
  readonly since?: Date | undefined;
  /** Only those before this time. */
  readonly until?: Date | undefined;
}

/** How many commands a day had. */
export interface DayCount {
  /** Midnight in UTC, when the day begins. */
  readonly day: Date;
  readonly count: number;
}

/**
 * How many commands there are of each day, in UTC, earliest first. A day without any is left out.
 *
 * @throws {InvalidInputError} when the user is not a UUID or a time is not one.
 */
export async function countCommandsByDay(
  db: Executor<Database>,
  filter: CommandCountFilter = {},
): Promise<DayCount[]> {
  requireCall(db);
  const { userId, since, until } = requireObject("filter", filter);
  const { key, start } = timeBucket(db, sql.ref<Date>("created_at"), "day");
  let query = db
    .selectFrom("commands")
    .select(({ fn }) => [start.as("day"), fn.countAll<number>().as("count")])
    .groupBy(key)
    .orderBy("day");
  if (userId !== undefined) query = query.where("user_id", "=", requirePerson("userId", userId));
  if (since !== undefined) query = query.where("created_at", ">=", requireTime("since", since));
  if (until !== undefined) query = query.where("created_at", "<", requireTime("until", until));
  return query.execute();
}
