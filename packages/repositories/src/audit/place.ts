import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { type RawBuilder, sql } from "kysely";
import { selectEntries, toEntry } from "./entry.ts";
import { timeValue } from "./exact-time.ts";
import { nil } from "./row-hash.ts";

/** A position in the order of sealing, which is by time and then by id. */
export interface Place {
  /** An exact time. */
  readonly at: string;
  readonly id: string;
}

/** The position up to which rows are sealed. An unsealed row before it is late. */
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

/** @param id undefined if the seal was pruned; then the position is after all rows of its last instant. */
export function placeOf(lastAt: string | null, id: string | undefined): Place | undefined {
  return lastAt === null ? undefined : { at: lastAt, id: id ?? nil.replaceAll("0", "f") };
}

/** The condition that a row of `action_logs` is at a position or before it. */
export function isBehind({ at, id }: Place): RawBuilder<boolean> {
  const time = timeValue(at);
  // The redundant comparison lets the engine use an index or zone maps.
  return sql<boolean>`(action_logs.created_at <= ${time} and (action_logs.created_at < ${time} or action_logs.id <= cast(${id} as uuid)))`;
}

/** The condition that a row of `action_logs` is after a position. */
export function isAhead({ at, id }: Place): RawBuilder<boolean> {
  const time = timeValue(at);
  return sql<boolean>`(action_logs.created_at >= ${time} and (action_logs.created_at > ${time} or action_logs.id > cast(${id} as uuid)))`;
}
