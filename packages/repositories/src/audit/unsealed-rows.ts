import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { sql } from "kysely";
import type { AgedKey } from "../keys-by-age.ts";
import { loggedKey, readLoggedRows } from "./logged-rows.ts";
import { isAhead, isBehind, type Place } from "./place.ts";
import { hashToSeal } from "./row-hash.ts";

/** A row that is to be sealed. */
export interface Sealable {
  readonly id: string;
  /** Exact. */
  readonly at: string;
  /** What the seal is to hold of it. */
  readonly hash: string;
}

/** The next rows to seal, the oldest first, up to a time. It reads from the last sealed row on, and no others. */
export async function readNextRows(
  db: Executor<Database>,
  { after, until, limit }: { after: Place | undefined; until: Date; limit: number },
): Promise<Sealable[]> {
  let query = db.selectFrom("action_logs").where("created_at", "<=", until);
  if (after !== undefined) query = query.where(isAhead(after));
  const keys = await query
    .select(loggedKey)
    .orderBy("created_at")
    .orderBy("action_logs.id")
    .limit(limit)
    .execute();
  return hashAll(db, keys);
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
): Promise<Sealable[]> {
  const keys = await selectLateRows(db, range)
    .select(loggedKey)
    .orderBy("created_at")
    .orderBy("action_logs.id")
    .limit(limit)
    .execute();
  return hashAll(db, keys);
}

/** Of a row only its hash stays in memory. */
async function hashAll(db: Executor<Database>, keys: readonly AgedKey[]): Promise<Sealable[]> {
  const rows: Sealable[] = [];
  for await (const row of readLoggedRows(db, keys)) {
    rows.push({ id: row.id, at: row.logged_at, hash: hashToSeal(row) });
  }
  return rows;
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
