import { type RawBuilder, sql } from "kysely";
import { engineOf } from "./engine.ts";
import type { Executor } from "./executor.ts";

/** The columns of a table that can be large, so that a page or a batch has a limit in bytes. */
export interface LargeContents {
  readonly columns: readonly string[];
  /** The column that records their total bytes. It may be null in some rows. Default: no such column. */
  readonly stored?: string | undefined;
}

/** The bytes of a row's contents, from the column that records them; null if it does not. */
export function storedBytes({ stored }: LargeContents): RawBuilder<number | null> {
  return stored === undefined
    ? sql<number | null>`cast(null as int)`
    : sql<number | null>`cast(${sql.ref(stored)} as int)`;
}

/** The bytes of a row's contents, measured by reading them. */
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

/** The bytes of a row's contents: those on record, or else measured. */
export function contentBytes<DB>(db: Executor<DB>, contents: LargeContents): RawBuilder<number> {
  const measured = measuredBytes(db, contents);
  return contents.stored === undefined
    ? measured
    : sql<number>`coalesce(${storedBytes(contents)}, ${measured})`;
}
