import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { type DialectAdapter, type RawBuilder, sql } from "kysely";
import { type AgedKey, inBatches, isBetween, type KeySource, keysByAge } from "../keys-by-age.ts";

/**
 * The limits of one search statement: DuckDB holds a whole vector of texts in memory, and other readers wait for the
 * connection.
 */
const searchedAtOnce = { rows: 5000, bytes: 8 * 1024 * 1024 };

/** The last queued search of each database. Kysely copies itself but keeps its adapter. */
const lastSearches = new WeakMap<DialectAdapter, Promise<unknown>>();

/**
 * Queues the searches of one process, slice by slice: DuckDB has two connections for reads, and one must stay free for
 * other readers.
 */
function inTurn<T>(db: Executor<Database>, search: () => Promise<T>): Promise<T> {
  const { adapter } = db.getExecutor();
  const result = (lastSearches.get(adapter) ?? Promise.resolve()).then(search);
  lastSearches.set(
    adapter,
    result.catch(() => undefined),
  );
  return result;
}

/**
 * Finds the keys of all rows whose large contents satisfy a condition, the oldest first, in batches. To test a content
 * is to read it, so the table is searched in slices.
 */
export async function* searchByAge(
  db: Executor<Database>,
  source: KeySource,
  holds: RawBuilder<boolean>,
  batchSize: number,
): AsyncIterable<AgedKey[]> {
  for await (const slice of keysByAge(db, source, searchedAtOnce)) {
    const query = db
      .selectFrom(source.table)
      .select(sql<string>`${sql.ref(source.key)}`.as("key"))
      .where(isBetween(source, slice))
      .where(source.where)
      .where(holds);
    const found = await inTurn(db, () => query.execute());
    // Rows of the same instant can be in another slice.
    const holding = new Set(found.map(({ key }) => key));
    const keys = slice.filter(({ key }) => holding.has(key));
    yield* inBatches(db, source, keys, { rows: batchSize });
  }
}
