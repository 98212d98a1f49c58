import { type DuckDBType, DuckDBTypeId } from "@duckdb/node-api";
import type { CompiledQuery, QueryResult } from "kysely";
import { encodeColumn, UnlikeColumnError, unnested } from "../column-values.ts";
import { keyText } from "../key-text.ts";
import { rowBatch } from "../row-batch.ts";
import type { Session } from "../session.ts";
import { nothingInserted } from "./insert-one.ts";
import type { InsertShape } from "./insert-shape.ts";

type Row = readonly unknown[];

/**
 * Inserts of one shape as one statement. Of those with one key the first is inserted.
 *
 * @param looks whether keys that are there are looked for first. If not, one that is fails them all.
 * @returns each one's result, in their order.
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
  const fresh =
    shape.key === undefined ? rows : await withFreshKeys(session, shape, rows, types, looks);

  // Of those that are set aside the engine would have read the values as well.
  if (fresh.length < rows.length) rowBatch(rows, types);
  const inserted = fresh.length === 0 ? [] : await insert(session, shape, fresh, types);
  if (shape.returning && inserted.length !== fresh.length) throw new Error("a batch lost a row");

  // They come back in the order of the lists.
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
  const sql = shape.select(`${columns} from ${batch.from}`);
  return (await session.runBound(sql, batch.parameters)).rows;
}

/** Those that ON CONFLICT lets in, in their order. */
async function withFreshKeys(
  session: Session,
  { table, key }: InsertShape,
  rows: readonly Row[],
  types: readonly (DuckDBType | undefined)[],
  looks: boolean,
): Promise<Row[]> {
  const { column, parameter } = key as NonNullable<typeof key>;
  const type = types[parameter]?.typeId;
  if (type !== DuckDBTypeId.VARCHAR && type !== DuckDBTypeId.UUID) throw new UnlikeColumnError();

  const seen = new Set<string>();
  if (looks) {
    const keys = encodeColumn(
      rows.map((row) => row[parameter]),
      types[parameter],
    );
    const found = await session.runBound<{ key: string }>(
      `select ${column} as key from ${table} where ${column} in (select ${unnested(keys)})`,
      [keys],
    );
    for (const row of found.rows) seen.add(row.key);
  }
  return rows.filter((row) => {
    const value = row[parameter];
    // A null is no key: nothing conflicts with it.
    if (value === null) return true;
    if (typeof value !== "string") throw new UnlikeColumnError();
    const text = keyText(value, type);
    const first = !seen.has(text);
    seen.add(text);
    return first;
  });
}
