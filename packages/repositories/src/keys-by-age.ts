import {
  ByteBatches,
  type Executor,
  type LargeContents,
  measuredBytes,
  type SizedKey,
  storedBytes,
  pageLimits,
} from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { type AliasedRawBuilder, type RawBuilder, sql } from "kysely";

/**
 * How many keys are looked up at a time. Keys are small and each look-up can be a scan, so a look-up serves many
 * batches.
 */
const keysAtOnce = 10_000;

/** Rows of one table, with the columns that find and order them. */
export interface KeySource {
  readonly table: keyof Database;
  /** The column that identifies a row. */
  readonly key: "check_key" | "hour_key" | "id" | "owned_key";
  /** The time that grows with the table, so that DuckDB's zone maps help. */
  readonly time: string;
  readonly where: RawBuilder<boolean>;
  /** The large columns, if they will be read. Default: batches are limited by rows alone. */
  readonly contents?: LargeContents | undefined;
}

/** A row's key, and its time as text, which keeps the microseconds of adopted rows. */
export interface AgedKey extends SizedKey {
  readonly at: string;
}

/** The limits of one batch. */
interface Batch {
  readonly rows: number;
  /** The limit of contents. Default: that of a page. */
  readonly bytes?: number | undefined;
}

/**
 * Finds the keys of all rows that satisfy the condition, the oldest first, in batches that fit in memory. It uses a
 * cursor: rows that are changed or deleted meanwhile are not found twice and hide no others.
 */
export async function* keysByAge(
  db: Executor<Database>,
  source: KeySource,
  batchSize: number | Batch,
): AsyncIterable<AgedKey[]> {
  const batch = typeof batchSize === "number" ? { rows: batchSize } : batchSize;
  let last: AgedKey | undefined;
  do {
    const keys: AgedKey[] = await findKeys(db, source, last);
    last = keys.length < keysAtOnce ? undefined : keys.at(-1);
    yield* inBatches(db, source, keys, batch);
  } while (last !== undefined);
}

/** Splits keys into batches that fit in memory. */
export async function* inBatches<Key extends SizedKey>(
  db: Executor<Database>,
  { table, key, contents }: Pick<KeySource, "table" | "key" | "contents">,
  keys: readonly Key[],
  { rows, bytes = pageLimits.bytes }: Batch,
): AsyncIterable<Key[]> {
  const batches = new ByteBatches(keys, async (some) => {
    if (contents === undefined) return new Map<string, number>();
    const list = some.map((one) => one.key);
    const measured = await db
      .selectFrom(table)
      .select([sql.ref<string>(key).as("key"), measuredBytes(db, contents).as("bytes")])
      .where(sql<boolean>`${sql.ref(key)} in (select unnest(cast(${list} as ${typeOf(key)}[])))`)
      .execute();
    return new Map(measured.map((row) => [row.key, row.bytes]));
  });
  for (;;) {
    const batch = await batches.take({ rows, bytes });
    if (batch.length === 0) return;
    yield batch;
  }
}

/** The first batch that fits in memory: at least one key, unless there are none. */
export async function takeBatch<Key extends SizedKey>(
  db: Executor<Database>,
  source: Pick<KeySource, "table" | "key" | "contents">,
  keys: readonly Key[],
): Promise<Key[]> {
  for await (const batch of inBatches(db, source, keys, { rows: keys.length })) return batch;
  return [];
}

/** The condition that a row is one of these; the range of their times serves the zone maps. */
export function isOneOf(
  source: Pick<KeySource, "key" | "time">,
  keys: readonly Pick<AgedKey, "key" | "at">[],
): RawBuilder<boolean> {
  if (keys.length === 0) return sql<boolean>`false`;
  const among = sql`${sql.ref(source.key)} in (${sql.join(keys.map(({ key }) => key))})`;
  return sql<boolean>`(${among} and ${isBetween(source, keys)})`;
}

/** The condition that a row's time is in the range of these keys, which are in order. */
export function isBetween(
  { time }: Pick<KeySource, "time">,
  keys: readonly Pick<AgedKey, "at">[],
): RawBuilder<boolean> {
  const [first, last] = [keys[0], keys.at(-1)];
  if (first === undefined || last === undefined) return sql<boolean>`false`;
  const column = sql.ref(time);
  return sql<boolean>`(${column} >= ${instant(first.at)} and ${column} <= ${instant(last.at)})`;
}

/** The selection of an `AgedKey`. */
export function agedKey({ key, time, contents }: AgedKeyColumns): AgedKeySelection {
  return [
    sql.ref<string>(key).as("key"),
    sql<string>`cast(${sql.ref(time)} as varchar)`.as("at"),
    (contents ? storedBytes(contents) : sql<number | null>`0`).as("bytes"),
  ];
}

interface AgedKeyColumns extends Pick<KeySource, "time" | "contents"> {
  readonly key: string;
}

/** The columns of an `AgedKey`. */
export type AgedKeySelection = readonly [
  AliasedRawBuilder<string, "key">,
  AliasedRawBuilder<string, "at">,
  AliasedRawBuilder<number | null, "bytes">,
];

async function findKeys(
  db: Executor<Database>,
  source: KeySource,
  after: AgedKey | undefined,
): Promise<AgedKey[]> {
  const keyColumn = sql.ref<string>(source.key);
  const timeColumn = sql.ref<Date>(source.time);
  let query = db.selectFrom(source.table).select(agedKey(source)).where(source.where);
  if (after !== undefined) {
    const at = instant(after.at);
    const beyond = sql`${keyColumn} > cast(${after.key} as ${typeOf(source.key)})`;
    // Zone maps and indexes can use only the redundant `>=`.
    query = query.where(
      sql<boolean>`(${timeColumn} >= ${at} and (${timeColumn} > ${at} or ${beyond}))`,
    );
  }
  return query.orderBy(timeColumn).orderBy(keyColumn).limit(keysAtOnce).execute();
}

/** An id is a UUID; the other keys are texts. */
function typeOf(key: KeySource["key"]): RawBuilder<unknown> {
  return sql.raw(key === "id" ? "uuid" : "text");
}

/** Both engines fold this into a constant before they plan. */
function instant(text: string): RawBuilder<Date> {
  return sql<Date>`cast(${text} as timestamptz)`;
}
