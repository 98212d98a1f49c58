import { type Executor, timeBucket } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { sql } from "kysely";
import { requireCall } from "../context.ts";
import { requireObject, requireTime } from "../validate.ts";
import { requirePerson } from "../person.ts";

/** The commands to count. */
export interface CommandCountFilter {
  /** Default: the commands of all users. */
  readonly userId?: string | undefined;
  /** Inclusive. */
  readonly since?: Date | undefined;
  /** Exclusive. */
  readonly until?: Date | undefined;
}

/** The number of commands of one day. */
export interface DayCount {
  /** The start of the day, midnight in UTC. */
  readonly day: Date;
  readonly count: number;
}

/**
 * Counts commands by UTC day, earliest first. A day without commands is left out.
 *
 * @throws {InvalidInputError} for a user that is not a UUID, or an invalid time.
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
