import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { sql } from "kysely";
import { exactTime, timeValue } from "./exact-time.ts";
import { loggedAt, loggedColumns, toLoggedRow } from "./logged-rows.ts";
import { isAhead, isBehind, type Place } from "./place.ts";
import type { LoggedRow } from "./row-hash.ts";

/**
 * The next rows to seal, the oldest first, up to a time. It reads from the last sealed row on, and no others.
 * Up to when they go is looked up first, alone: DuckDB would else read all columns of whatever is not sealed.
 */
export async function readNextRows(
  db: Executor<Database>,
  { after, until, limit }: { after: Place | undefined; until: Date; limit: number },
): Promise<LoggedRow[]> {
  let query = db.selectFrom("action_logs").where("created_at", "<=", until);
  if (after !== undefined) query = query.where(isAhead(after));
  const last = await query
    .select(loggedAt)
    .orderBy("created_at")
    .limit(1)
    .offset(limit - 1)
    .executeTakeFirst();
  if (last) query = query.where("created_at", "<=", timeValue(exactTime(last.logged_at)));
  const rows = await query
    .select([...loggedColumns, loggedAt])
    .orderBy("created_at")
    .orderBy("action_logs.id")
    .limit(limit)
    .execute();
  return rows.map(toLoggedRow);
}

/** Where to look for rows that came late. */
export interface LateRange {
  /** How far rows are sealed. */
  readonly behind: Place;
  /** Default: from the beginning, which compares all rows with all leaves. */
  readonly since?: Date | undefined;
  readonly until: Date;
}

/** The rows behind what is sealed that no seal holds, the oldest first. */
export async function readLateRows(
  db: Executor<Database>,
  range: LateRange,
  limit: number,
): Promise<LoggedRow[]> {
  const rows = await selectLateRows(db, range)
    .select([...loggedColumns, loggedAt])
    .orderBy("created_at")
    .orderBy("action_logs.id")
    .limit(limit)
    .execute();
  return rows.map(toLoggedRow);
}

export async function countLateRows(db: Executor<Database>, range: LateRange): Promise<number> {
  const { rows } = await selectLateRows(db, range)
    .select(sql<number>`count(*)`.as("rows"))
    .executeTakeFirstOrThrow();
  return rows;
}

function selectLateRows(db: Executor<Database>, { behind, since, until }: LateRange) {
  const query = db
    .selectFrom("action_logs")
    .leftJoin("audit_leaves", "audit_leaves.log_id", "action_logs.id")
    .where("audit_leaves.log_id", "is", null)
    .where(isBehind(behind))
    .where("action_logs.created_at", "<=", until);
  return since === undefined ? query : query.where("action_logs.created_at", ">=", since);
}
