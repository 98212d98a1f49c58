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

/** How many keys are looked up at a time. They are small, and each look can be a scan, so not one a batch. */
const keysAtOnce = 10_000;

/** Rows of one table, and how they are found and ordered. */
export interface KeySource {
  readonly table: keyof Database;
  /** The column that a row is found by. */
  readonly key: "id" | "hour_key" | "owned_key";
  /** The time that the table grows by, and that zone maps are good for. */
  readonly time: string;
  readonly where: RawBuilder<boolean>;
  /** What is large in the rows, where they are to be read. Default: batches end by rows alone. */
  readonly contents?: LargeContents | undefined;
}

/** A row's key and its time, as text, which keeps the microseconds that adopted rows have. */
export interface AgedKey extends SizedKey {
  readonly at: string;
}

/** How much one batch may hold. */
interface Batch {
  readonly rows: number;
  /** Of contents. Default: as many as a page. */
  readonly bytes?: number | undefined;
}

/**
 * The keys of all rows that the condition holds of, the oldest first, so many at a time, and no more than can
 * be in memory together. By a cursor: what is changed or deleted meanwhile is neither found again nor hides
 * others.
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

/** The same keys, so many at a time, and no more than can be in memory together. */
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

/** The first of them that can be in memory together: at least one, where there are any. */
export async function takeBatch<Key extends SizedKey>(
  db: Executor<Database>,
  source: Pick<KeySource, "table" | "key" | "contents">,
  keys: readonly Key[],
): Promise<Key[]> {
  for await (const batch of inBatches(db, source, keys, { rows: keys.length })) return batch;
  return [];
}

/** The condition that a row is one of these, with the times between which they lie, for the zone maps. */
export function isOneOf(
  source: Pick<KeySource, "key" | "time">,
  keys: readonly Pick<AgedKey, "key" | "at">[],
): RawBuilder<boolean> {
  if (keys.length === 0) return sql<boolean>`false`;
  const among = sql`${sql.ref(source.key)} in (${sql.join(keys.map(({ key }) => key))})`;
  return sql<boolean>`(${among} and ${isBetween(source, keys)})`;
}

/** The condition that a row lies in the time of these, which are in order. */
export function isBetween(
  { time }: Pick<KeySource, "time">,
  keys: readonly Pick<AgedKey, "at">[],
): RawBuilder<boolean> {
  const [first, last] = [keys[0], keys.at(-1)];
  if (first === undefined || last === undefined) return sql<boolean>`false`;
  const column = sql.ref(time);
  return sql<boolean>`(${column} >= ${instant(first.at)} and ${column} <= ${instant(last.at)})`;
}

/** What `AgedKey` says of a row, to be selected. */
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

/** The columns of an `AgedKey`, to be selected. */
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
    // The redundant `>=` is what zone maps and an index can be used by.
    query = query.where(
      sql<boolean>`(${timeColumn} >= ${at} and (${timeColumn} > ${at} or ${beyond}))`,
    );
  }
  return query.orderBy(timeColumn).orderBy(keyColumn).limit(keysAtOnce).execute();
}

/** An id is a UUID, and any other key is made of texts. */
function typeOf(key: KeySource["key"]): RawBuilder<unknown> {
  return sql.raw(key === "id" ? "uuid" : "text");
}

/** Both engines make a constant of it before they plan. */
function instant(text: string): RawBuilder<Date> {
  return sql<Date>`cast(${text} as timestamptz)`;
}
