import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { type RawBuilder, sql } from "kysely";

/** How many keys are looked up at a time. They are small, and each look can be a scan, so not one a batch. */
const keysAtOnce = 10_000;

/** Rows of one table, and how they are found and ordered. */
export interface KeySource {
  readonly table: keyof Database;
  /** The column that a row is found by, and its type. */
  readonly key: "hour_key" | "id" | "owned_key";
  readonly keyType: "uuid" | "text";
  /** The time that the table grows by, and that zone maps are good for. */
  readonly time: string;
  readonly where: RawBuilder<boolean>;
}

/** A row's key and its time, as text, which keeps the microseconds that adopted rows have. */
export interface AgedKey {
  readonly key: string;
  readonly at: string;
}

/**
 * The keys of all rows that the condition holds of, the oldest first, so many at a time. By a cursor: what is
 * changed or deleted meanwhile is neither found again nor hides others.
 */
export async function* keysByAge(
  db: Executor<Database>,
  source: KeySource,
  batchSize: number,
): AsyncIterable<AgedKey[]> {
  let last: AgedKey | undefined;
  do {
    const keys: AgedKey[] = await findKeys(db, source, last);
    last = keys.length < keysAtOnce ? undefined : keys.at(-1);
    while (keys.length > 0) yield keys.splice(0, batchSize);
  } while (last !== undefined);
}

/** The condition that a row is one of these, with the times between which they lie, for the zone maps. */
export function isOneOf(
  { key, time }: Pick<KeySource, "key" | "time">,
  keys: readonly AgedKey[],
): RawBuilder<boolean> {
  const [first, last] = [keys[0], keys.at(-1)];
  if (first === undefined || last === undefined) return sql<boolean>`false`;
  const column = sql.ref(time);
  const among = sql`${sql.ref(key)} in (${sql.join(keys.map((row) => row.key))})`;
  return sql<boolean>`(${among} and ${column} >= ${instant(first.at)} and ${column} <= ${instant(last.at)})`;
}

async function findKeys(
  db: Executor<Database>,
  { table, key, keyType, time, where }: KeySource,
  after: AgedKey | undefined,
): Promise<AgedKey[]> {
  const keyColumn = sql.ref<string>(key);
  const timeColumn = sql.ref<Date>(time);
  let query = db
    .selectFrom(table)
    .select([keyColumn.as("key"), sql<string>`cast(${timeColumn} as varchar)`.as("at")])
    .where(where);
  if (after !== undefined) {
    const at = instant(after.at);
    const beyond = sql`${keyColumn} > cast(${after.key} as ${sql.raw(keyType)})`;
    // The redundant `>=` is what zone maps and an index can be used by.
    query = query.where(
      sql<boolean>`(${timeColumn} >= ${at} and (${timeColumn} > ${at} or ${beyond}))`,
    );
  }
  return query.orderBy(timeColumn).orderBy(keyColumn).limit(keysAtOnce).execute();
}

/** Both engines make a constant of it before they plan. */
function instant(text: string): RawBuilder<Date> {
  return sql<Date>`cast(${text} as timestamptz)`;
}
