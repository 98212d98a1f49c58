import type { QueryConfig, QueryResult } from "pg";

export type Row = Record<string, unknown>;
/** A pool, a connection, or several of them. */
export interface Queryable {
  query<R extends Row>(config: QueryConfig): Promise<QueryResult<R>>;
}

/** Runs a statement under its name, so that each connection parses and plans it once. */
export type RunStatement<Name extends string> = (
  name: Name,
  values?: unknown[],
) => Promise<QueryResult<Row>>;

export function statementsOf<Name extends string>(
  connection: Queryable,
  texts: Readonly<Record<Name, string>>,
): RunStatement<Name> {
  return (name, values = []) => connection.query<Row>({ name, text: texts[name], values });
}

/** The column `text` of the first row. */
export function firstText({ rows: [row] }: QueryResult<Row>): string | undefined {
  return row === undefined ? undefined : String(row["text"]);
}
