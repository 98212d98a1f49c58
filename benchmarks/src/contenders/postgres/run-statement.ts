import type { Pool, PoolClient, QueryResult } from "pg";

export type Row = Record<string, unknown>;
/** Runs a statement under its name, so that each connection parses and plans it once. */
export type RunStatement<Name extends string> = (
  name: Name,
  values?: unknown[],
) => Promise<QueryResult<Row>>;

export function statementsOf<Name extends string>(
  connection: Pool | PoolClient,
  texts: Readonly<Record<Name, string>>,
): RunStatement<Name> {
  return (name, values = []) => connection.query<Row>({ name, text: texts[name], values });
}

/** The column `text` of the first row. */
export function firstText({ rows: [row] }: QueryResult<Row>): string | undefined {
  return row === undefined ? undefined : String(row["text"]);
}
