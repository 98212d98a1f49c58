import { DatabaseError, HandsFreeError } from "../../errors.ts";
import type { Session } from "../session/session.ts";
import { literal, quote } from "../values/quote.ts";

/** A table to copy. */
export interface CopiedTable {
  readonly schema: string;
  readonly name: string;
  /** The stored columns, without generated ones. */
  readonly columns: readonly string[];
}

interface Reference {
  readonly schema: string;
  readonly name: string;
  readonly referenced: string;
}

/** Copies every row. Must run inside the transaction that made the tables. */
export async function copyRows(session: Session, from: string, to: string): Promise<CopiedTable[]> {
  const tables = await tablesInOrder(session, from);
  for (const table of tables) {
    const columns = table.columns.map((column) => quote(column)).join(", ");
    const name = `${quote(table.schema)}.${quote(table.name)}`;
    try {
      await session.execute(
        `INSERT INTO ${quote(to)}.${name} (${columns}) SELECT ${columns} FROM ${quote(from)}.${name}`,
      );
    } catch (error) {
      if (!(error instanceof HandsFreeError)) throw error;
      throw new DatabaseError(
        error.code,
        `table ${table.name} cannot be copied: ${error.message}`,
        {
          cause: error.cause,
          retryable: error.retryable,
        },
      );
    }
  }
  return tables;
}

/**
 * Lists referenced tables before those with the foreign key. `COPY FROM DATABASE` copies by name, and fails if
 * that puts a foreign key first.
 */
async function tablesInOrder(session: Session, from: string): Promise<CopiedTable[]> {
  const tables = await session.execute<CopiedTable>(storedColumns(from));
  const references = await session.execute<Reference>(
    `SELECT schema_name AS schema, table_name AS name, referenced_table AS referenced
      FROM duckdb_constraints()
      WHERE database_name = ${literal(from)} AND constraint_type = 'FOREIGN KEY'
        AND table_name <> referenced_table`,
  );
  const ordered = new Set<CopiedTable>();
  const add = (table: CopiedTable): void => {
    if (ordered.has(table)) return;
    for (const { schema, name, referenced } of references) {
      if (schema !== table.schema || name !== table.name) continue;
      const first = tables.find((other) => other.schema === schema && other.name === referenced);
      if (first) add(first);
    }
    ordered.add(table);
  };
  for (const table of tables) add(table);
  return [...ordered];
}

/** Only the text of the table tells which columns are generated. */
function storedColumns(from: string): string {
  return `
    SELECT t.schema_name AS schema, t.table_name AS name,
      list(c.column_name ORDER BY c.column_index) AS columns
    FROM duckdb_tables() AS t JOIN duckdb_columns() AS c USING (table_oid, database_oid)
    WHERE t.database_name = ${literal(from)} AND NOT t.internal AND NOT regexp_matches(t.sql,
      '[(,] ?"?' || regexp_escape(replace(c.column_name, '"', '""')) || '"? '
        || regexp_escape(c.data_type) || ' GENERATED ALWAYS AS\\(')
    GROUP BY ALL ORDER BY ALL`;
}
