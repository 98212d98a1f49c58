import type { DuckDBType } from "@duckdb/node-api";
import type { CompiledQuery, QueryResult } from "kysely";
import type { HandsFreeError } from "../../errors.ts";
import type { Bound } from "../values/encode.ts";
import type { Session } from "../session/session.ts";
import { encodeAs, placeholder, UnlikeColumnError } from "./column-values.ts";
import type { InsertShape } from "./insert-shape.ts";
import { statementShape } from "./statement-shape.ts";

/** The result of ON CONFLICT DO NOTHING for a row whose key is in the table. */
export const nothingInserted: QueryResult<unknown> = { rows: [], numAffectedRows: 0n };

/** Runs a statement inside a transaction. */
export function runInTransaction<Row>(
  session: Session,
  query: CompiledQuery,
  signal?: AbortSignal,
): Promise<QueryResult<Row>> {
  const shape = statementShape(query);
  return shape?.kind === "insert"
    ? (insertOne(session, shape, query, "first") as Promise<QueryResult<Row>>)
    : session.run<Row>(query, signal);
}

/**
 * Inserts one row. For ON CONFLICT, DuckDB joins with the whole table. Since there is one writer, a look
 * for the key, which its index answers, decides the same.
 *
 * @param looks when to look for the key. A failure ends the transaction, so only an insert that commits by
 *   itself can look afterwards, which is cheaper: a key that is in the table is rare.
 */
export async function insertOne(
  session: Session,
  shape: InsertShape,
  query: CompiledQuery,
  looks: "first" | "after failure",
): Promise<QueryResult<unknown>> {
  try {
    const types = await session.parameterTypes(shape.sql);
    const row = query.parameters.map((value, index) => encodeAs(value, types[index]));
    if (looks === "first") {
      return (await isTaken(session, shape, row))
        ? nothingInserted
        : insertRow(session, shape, row, types);
    }
    const inserted = insertRow(session, shape, row, types);
    return await inserted.catch(async (error: Partial<HandsFreeError>) => {
      // ON CONFLICT looks for the key before other constraints are checked.
      const aboutTheRow = error.code === "duplicate_key" || error.code === "constraint_violation";
      if (aboutTheRow && (await isTaken(session, shape, row))) return nothingInserted;
      throw error;
    });
  } catch (error) {
    if (error instanceof UnlikeColumnError) return session.run(query);
    throw error;
  }
}

function insertRow(
  session: Session,
  shape: InsertShape,
  row: readonly Bound[],
  types: readonly (DuckDBType | undefined)[],
): Promise<QueryResult<unknown>> {
  const items = row.map((item, index) => expressionOf(item, types[index]));
  return session.runBound(
    shape.insert(items.join(", ")),
    row.filter(({ value }) => value !== null),
  );
}

/**
 * DuckDB plans a statement again at each run if a null is bound, so a null is written out, or if it needs two
 * types for one parameter. JSON is bound as text, so another expression has to be cast to the column's type.
 */
function expressionOf(item: Bound, type: DuckDBType | undefined): string {
  if (item.value === null) return "null";
  return type?.alias === "JSON" ? `${placeholder(item)} || ''` : placeholder(item);
}

async function isTaken(
  session: Session,
  { key }: InsertShape,
  row: readonly Bound[],
): Promise<boolean> {
  const value = key && row[key.parameter];
  if (key === undefined || value === undefined || value.value === null) return false;
  const { rows } = await session.runBound(key.lookup(`= ${placeholder(value)}`), [value]);
  return rows.length > 0;
}
