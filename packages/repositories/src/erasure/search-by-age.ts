import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { type RawBuilder, sql } from "kysely";
import { type AgedKey, inBatches, isBetween, type KeySource, keysByAge } from "../keys-by-age.ts";

/**
 * What one statement searches: DuckDB has a whole vector of texts in memory at a time, and others wait for the
 * connection.
 */
const searchedAtOnce = { rows: 5000, bytes: 16 * 1024 * 1024 };

/**
 * The keys of all rows whose large contents fulfil a condition, the oldest first, so many at a time. To look at
 * a content is to read it, so the table is searched a slice after the other.
 */
export async function* searchByAge(
  db: Executor<Database>,
  source: KeySource,
  holds: RawBuilder<boolean>,
  batchSize: number,
): AsyncIterable<AgedKey[]> {
  for await (const slice of keysByAge(db, source, searchedAtOnce)) {
    const found = await db
      .selectFrom(source.table)
      .select(sql<string>`${sql.ref(source.key)}`.as("key"))
      .where(isBetween(source, slice))
      .where(source.where)
      .where(holds)
      .execute();
    // Others of the same instant can be in another slice.
    const holding = new Set(found.map(({ key }) => key));
    const keys = slice.filter(({ key }) => holding.has(key));
    yield* inBatches(db, source, keys, { rows: batchSize });
  }
}
