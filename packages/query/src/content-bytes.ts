import { type RawBuilder, sql } from "kysely";
import { engineOf } from "./engine.ts";
import type { Executor } from "./executor.ts";

/** The columns of a table that can be large, so that a page or a batch has to end by bytes. */
export interface LargeContents {
  readonly columns: readonly string[];
  /** The column that holds how many bytes they have together. It may be null in some rows. Default: there is none. */
  readonly stored?: string | undefined;
}

/** How many bytes a row's contents have, by the column that says so; null where it does not. */
export function storedBytes({ stored }: LargeContents): RawBuilder<number | null> {
  return stored === undefined
    ? sql<number | null>`cast(null as int)`
    : sql<number | null>`cast(${sql.ref(stored)} as int)`;
}

/** How many bytes a row's contents have, by reading them. */
export function measuredBytes<DB>(
  db: Executor<DB>,
  { columns }: LargeContents,
): RawBuilder<number> {
  const length = engineOf(db) === "duckdb" ? sql.raw("strlen") : sql.raw("octet_length");
  const lengths = columns.map(
    (column) => sql`coalesce(${length}(cast(${sql.ref(column)} as text)), 0)`,
  );
  return sql<number>`cast(${sql.join(lengths, sql` + `)} as int)`;
}
