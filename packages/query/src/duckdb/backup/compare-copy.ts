import { DatabaseError } from "../../errors.ts";
import type { Session } from "../session/session.ts";
import type { CopiedTable } from "./copy-rows.ts";
import { literal, quote } from "../values/quote.ts";

/**
 * Requires that the copy is complete: the catalogs have the same texts, and each table has the same number of
 * rows with the same content. Must run inside the transaction of the copy, which sees the same state.
 *
 * @returns the number of rows.
 * @throws {DatabaseError} `query_failed`, with the names of what differs.
 */
export async function requireSame(
  session: Session,
  tables: readonly CopiedTable[],
  from: string,
  to: string,
): Promise<number> {
  const different = await session.execute<{ kind: string; name: string }>(
    `SELECT DISTINCT kind, name FROM (
      ((${catalog(from)}) EXCEPT (${catalog(to)})) UNION ALL
      ((${catalog(to)}) EXCEPT (${catalog(from)}))) ORDER BY ALL`,
  );
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
  const rows = await session.execute<{ rows: number; same: boolean }>(
    `SELECT a.rows, a IS NOT DISTINCT FROM b AS same FROM (${side(from)}) a, (${side(to)}) b`,
  );
  if (rows[0]?.same !== true) throw notTheSame(`the rows of ${name}`);
  return rows[0].rows;
}

function notTheSame(what: string): DatabaseError {
  return new DatabaseError("query_failed", `the copy differs from the original: ${what}`);
}

/** Selects the catalog as text, without the current values of sequences, which change during a copy. */
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
