import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { sql } from "kysely";
import type { AgedKey } from "../keys-by-age.ts";
import { loggedKey, readLoggedRows } from "./logged-rows.ts";
import { isAhead, isBehind, type Place } from "./place.ts";
import { hashToSeal } from "./row-hash.ts";

/** A row to seal. */
export interface Sealable {
  readonly id: string;
  /** An exact time. */
  readonly at: string;
  /** The hash for the seal. */
  readonly hash: string;
}

/** Reads the next rows to seal up to a time, the oldest first. It starts at the last sealed row. */
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

/** The range in which late rows are searched for. */
export interface LateRange {
  /** The position up to which rows are sealed. */
  readonly behind: Place;
  /** Default: the beginning, which compares all rows with all leaves. */
  readonly since?: Date | undefined;
  readonly until: Date;
}

/** Reads unsealed rows before the watermark, the oldest first. */
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

/** Only the hashes stay in memory. */
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
