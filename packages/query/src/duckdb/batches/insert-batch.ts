import type { DuckDBType } from "@duckdb/node-api";
import type { CompiledQuery, QueryResult } from "kysely";
import type { Session } from "../session/session.ts";
import { nothingInserted } from "./insert-one.ts";
import type { InsertShape } from "./insert-shape.ts";
import { keyTexts, lookUpKeys } from "./key-column.ts";
import { rowBatch } from "./row-batch.ts";

type Row = readonly unknown[];

/**
 * Runs inserts of one shape as one statement. Of several with the same key, the first is inserted.
 *
 * @param looks whether to look first for keys that are in the table. If not, such a key fails all inserts.
 * @returns the result of each insert, in the order of the queries.
 * @throws {UnlikeColumnError} where a value does not have its column's type.
 */
export async function insertBatch(
  session: Session,
  shape: InsertShape,
  queries: readonly CompiledQuery[],
  looks: boolean,
): Promise<QueryResult<unknown>[]> {
  const types = await session.parameterTypes(shape.sql);
  const rows = queries.map(({ parameters }) => parameters);
  const fresh = await freshRows(session, shape, rows, types, looks);

  // Alone, the engine would have read the values of the other rows as well.
  if (fresh.length < rows.length) rowBatch(rows, types);
  const inserted = fresh.length === 0 ? [] : await insert(session, shape, fresh, types);
  if (shape.returning && inserted.length !== fresh.length) throw new Error("a batch lost a row");

  // The returned rows have the order of the batch.
  let next = 0;
  return rows.map((row) => {
    if (row !== fresh[next]) return nothingInserted;
    const returned = inserted[next++];
    return { rows: returned === undefined ? [] : [returned], numAffectedRows: 1n };
  });
}

async function insert(
  session: Session,
  shape: InsertShape,
  rows: readonly Row[],
  types: readonly (DuckDBType | undefined)[],
): Promise<unknown[]> {
  const batch = rowBatch(rows, types);
  const columns = types.map((_, index) => `p${index}`).join(", ");
  const sql = shape.insert(`${columns} from ${batch.from}`);
  return (await session.runBound(sql, batch.parameters)).rows;
}

/** The rows that ON CONFLICT lets in, in their order. */
async function freshRows(
  session: Session,
  { key }: InsertShape,
  rows: readonly Row[],
  types: readonly (DuckDBType | undefined)[],
  looks: boolean,
): Promise<readonly Row[]> {
  if (key === undefined) return rows;
  const type = types[key.parameter];
  const keys = keyTexts(
    rows.map((row) => row[key.parameter]),
    type,
  );
  const seen = new Set<unknown>();
  if (looks) {
    const asked = keys.filter((text) => text !== undefined);
    const found = await lookUpKeys(session, key.lookup, asked, type);
    for (const taken of found.keys) seen.add(taken);
  }
  return rows.filter((_, index) => {
    const text = keys[index];
    if (text === undefined) return true;
    const first = !seen.has(text);
    seen.add(text);
    return first;
  });
}
