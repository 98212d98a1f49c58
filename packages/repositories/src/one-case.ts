import { type Expression, type RawBuilder, sql, type SqlBool } from "kysely";

/**
 * The conjunction of conditions, for a look-up by one indexed column. DuckDB uses the index only if no other column is
 * compared directly, and it takes a CASE over a single column apart: give conditions on two or more.
 */
export function allInOneCase(conditions: readonly Expression<SqlBool>[]): RawBuilder<boolean> {
  return sql<boolean>`case when ${sql.join(conditions, sql` and `)} then true else false end`;
}
