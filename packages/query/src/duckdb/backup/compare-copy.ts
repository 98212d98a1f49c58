import { DatabaseError } from "../../errors.ts";
import type { Session } from "../session.ts";
import type { CopiedTable } from "./copy-rows.ts";
import { literal, quote } from "./quote.ts";

/**
 * Makes sure that nothing was left behind: whatever the catalog holds has the same text on both sides, and
 * each table as many rows of the same content. Only inside the transaction that copied, since it sees
 * what the copy saw.
 *
 * @returns how many rows there are.
 * @throws {DatabaseError} `query_failed`, which names what differs.
 */
export async function requireSame(
  session: Session,
  tables: readonly CopiedTable[],
  from: string,
  to: string,
): Promise<number> {
  const { rows: different } = await session.run<{ kind: string; name: string }>({
    sql: `SELECT DISTINCT kind, name FROM (
      ((${catalog(from)}) EXCEPT (${catalog(to)})) UNION ALL
      ((${catalog(to)}) EXCEPT (${catalog(from)}))) ORDER BY ALL`,
    parameters: [],
  });
  if (different.length > 0) {
    throw notTheSame(different.map(({ kind, name }) => `${kind} ${name}`).join(", "));
  }
  let rows = 0;
  for (const table of tables) rows += await requireSameRows(session, table, from, to);
  return rows;
}

async function requireSameRows(
  session: Session,
  { schema, name }: CopiedTable,
  from: string,
  to: string,
): Promise<number> {
  const side = (database: string): string => `
    SELECT count(*) AS rows, sum(hash("a row")) AS sum, bit_xor(hash("a row")) AS parity
    FROM ${quote(database)}.${quote(schema)}.${quote(name)} AS "a row"`;
  const { rows } = await session.run<{ rows: number; same: boolean }>({
    sql: `SELECT a.rows, a IS NOT DISTINCT FROM b AS same FROM (${side(from)}) a, (${side(to)}) b`,
    parameters: [],
  });
  if (rows[0]?.same !== true) throw notTheSame(`the rows of ${name}`);
  return rows[0].rows;
}

function notTheSame(what: string): DatabaseError {
  return new DatabaseError("query_failed", `the copy is not like the original: ${what}`);
}

/** All that the catalog holds, as text. Where a sequence stands moves on under a copy. */
function catalog(database: string): string {
  const own = `database_name = ${literal(database)}`;
  return `
    SELECT 'schema' AS kind, schema_name AS name, '' AS text, comment FROM duckdb_schemas()
      WHERE ${own} AND NOT internal
    UNION ALL SELECT 'table', schema_name || '.' || table_name, sql, comment FROM duckdb_tables()
      WHERE ${own} AND NOT internal
    UNION ALL SELECT 'column', schema_name || '.' || table_name || '.' || column_name, '', comment
      FROM duckdb_columns() WHERE ${own} AND NOT internal
    UNION ALL SELECT 'index', schema_name || '.' || index_name, sql, comment FROM duckdb_indexes()
      WHERE ${own}
    UNION ALL SELECT 'view', schema_name || '.' || view_name, sql, comment FROM duckdb_views()
      WHERE ${own} AND NOT internal
    UNION ALL SELECT 'sequence', schema_name || '.' || sequence_name,
      regexp_replace(sql, ' START -?\\d+', ''), comment FROM duckdb_sequences() WHERE ${own}
    UNION ALL SELECT 'type', schema_name || '.' || type_name,
      logical_type || coalesce(CAST(labels AS VARCHAR), ''), comment FROM duckdb_types()
      WHERE ${own} AND NOT internal
    UNION ALL SELECT 'macro', schema_name || '.' || function_name,
      CAST(parameters AS VARCHAR) || macro_definition, comment FROM duckdb_functions()
      WHERE ${own} AND NOT internal`;
}
