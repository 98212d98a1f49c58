import { type RawBuilder, sql } from "kysely";
import { engine } from "./empty-database.ts";

/** A number that takes longer to compute than any test lasts. */
export function endlessNumber(): RawBuilder<number> {
  return engine === "duckdb"
    ? sql`(select count(*) from range(10000000) a, range(10000000) b where (a.range * b.range) % 7 = 3)`
    : sql`(select count(*) from generate_series(1, 10000000) a, generate_series(1, 10000000) b)`;
}

/** Rows `{ i }` from 0 on: so many that only a reader who stops ends a stream of them. */
export function endlessRows(): RawBuilder<{ i: number }> {
  return engine === "duckdb"
    ? sql`(select range as i from range(1000000000000))`
    : sql`(with recursive rows as (select 0::bigint as i union all select i + 1 from rows) select i from rows)`;
}

/** Rows `{ i }` of which the one of this number cannot be computed. */
export function rowsWithFault(at: number): RawBuilder<{ i: number }> {
  const rows = engine === "duckdb" ? sql`range(1000000) r(i)` : sql`generate_series(0, 1000000) i`;
  return sql`(select cast(case when i = ${sql.lit(at)} then 'x' else '1' end as int) as i from ${rows})`;
}
