import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { type RawBuilder, sql } from "kysely";
import { selectEntries, toEntry } from "./entry.ts";
import { timeValue } from "./exact-time.ts";
import { nil } from "./row-hash.ts";

/** Where a row lies in the order in which rows are sealed: by time, and by id where that is the same. */
export interface Place {
  /** Exact. */
  readonly at: string;
  readonly id: string;
}

/** How far rows are sealed. What lies behind that and has no leaf came late. */
export interface Watermark {
  /** The number of the last seal of kind `rows`; 0 before the first. */
  readonly seal: number;
  readonly place: Place | undefined;
}

export async function findWatermark(db: Executor<Database>): Promise<Watermark> {
  const row = await selectEntries(db)
    .where("kind", "=", "rows")
    .orderBy("number", "desc")
    .limit(1)
    .executeTakeFirst();
  const seal = row && toEntry(row);
  if (seal === undefined) return { seal: 0, place: undefined };
  const leaf = await db
    .selectFrom("audit_leaves")
    .select("log_id")
    .where("seal_number", "=", seal.number)
    .orderBy("position", "desc")
    .limit(1)
    .executeTakeFirst();
  return { seal: seal.number, place: placeOf(seal.lastAt, leaf?.log_id) };
}

/** @param id unknown once the seal is pruned; then all rows of its last instant lie behind it. */
export function placeOf(lastAt: string | null, id: string | undefined): Place | undefined {
  return lastAt === null ? undefined : { at: lastAt, id: id ?? nil.replaceAll("0", "f") };
}

/** Whether a row of `action_logs` lies at a place or before it. */
export function isBehind({ at, id }: Place): RawBuilder<boolean> {
  const time = timeValue(at);
  // The redundant comparison is what an index and zone maps can be used by.
  return sql<boolean>`(action_logs.created_at <= ${time} and (action_logs.created_at < ${time} or action_logs.id <= cast(${id} as uuid)))`;
}

/** Whether it lies after a place. */
export function isAhead({ at, id }: Place): RawBuilder<boolean> {
  const time = timeValue(at);
  return sql<boolean>`(action_logs.created_at >= ${time} and (action_logs.created_at > ${time} or action_logs.id > cast(${id} as uuid)))`;
}
