import { type RawBuilder, sql, type SqlBool } from "kysely";

/**
 * The condition that a column has one of some values, as one parameter, so that the statement is the same for any
 * number of them. DuckDB's index serves it. A single value is compared, since a list costs DuckDB a join.
 */
export function isOneOf(
  column: string,
  type: "text" | "uuid",
  values: readonly string[],
): RawBuilder<SqlBool> {
  const [value] = values;
  return values.length === 1
    ? sql`${sql.ref(column)} = ${value}`
    : sql`${sql.ref(column)} in (select unnest(cast(${values} as ${sql.raw(type)}[])))`;
}
