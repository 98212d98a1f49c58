import type { CompiledQuery, QueryResult } from "kysely";
import type { HandsFreeError } from "../../errors.ts";
import { encodeAs, placeholder, UnlikeColumnError } from "../column-values.ts";
import type { Bound } from "../encode.ts";
import type { Session } from "../session.ts";
import { type InsertShape, insertShape } from "./insert-shape.ts";

/** What ON CONFLICT DO NOTHING tells of a row whose key is there. */
export const nothingInserted: QueryResult<unknown> = { rows: [], numAffectedRows: 0n };

/** A statement inside a transaction. */
export function runInTransaction<Row>(
  session: Session,
  query: CompiledQuery,
  signal?: AbortSignal,
): Promise<QueryResult<Row>> {
  const shape = insertShape(query);
  return shape === undefined
    ? session.run<Row>(query, signal)
    : (insertAfterLook(session, shape, query) as Promise<QueryResult<Row>>);
}

/**
 * An insert inside a transaction. For ON CONFLICT, DuckDB joins with the whole table; since nobody else
 * writes, looking for the key first says the same, and its index answers that.
 */
export function insertAfterLook(
  session: Session,
  shape: InsertShape,
  query: CompiledQuery,
): Promise<QueryResult<unknown>> {
  return asWrittenUnlessAlike(session, query, async () => {
    const row = await encodeRow(session, shape, query);
    return (await isTaken(session, shape, row)) ? nothingInserted : insertRow(session, shape, row);
  });
}

/** An insert that commits by itself: a key that is there is rare, so it is looked for after a failure. */
export function insertBeforeLook(
  session: Session,
  shape: InsertShape,
  query: CompiledQuery,
): Promise<QueryResult<unknown>> {
  return asWrittenUnlessAlike(session, query, async () => {
    const row = await encodeRow(session, shape, query);
    try {
      return await insertRow(session, shape, row);
    } catch (error) {
      // Whatever else is wrong with the row, ON CONFLICT looks for the key before.
      const { code } = error as Partial<HandsFreeError>;
      const aboutTheRow = code === "duplicate_key" || code === "constraint_violation";
      if (aboutTheRow && (await isTaken(session, shape, row))) return nothingInserted;
      throw error;
    }
  });
}

async function asWrittenUnlessAlike(
  session: Session,
  query: CompiledQuery,
  insert: () => Promise<QueryResult<unknown>>,
): Promise<QueryResult<unknown>> {
  try {
    return await insert();
  } catch (error) {
    if (error instanceof UnlikeColumnError) return session.run(query);
    throw error;
  }
}

async function encodeRow(
  session: Session,
  shape: InsertShape,
  { parameters }: CompiledQuery,
): Promise<Bound[]> {
  const types = await session.parameterTypes(shape.sql);
  return parameters.map((value, index) => encodeAs(value, types[index]));
}

/** A null is written out: DuckDB plans a statement again when it is bound. */
function insertRow(
  session: Session,
  shape: InsertShape,
  row: readonly Bound[],
): Promise<QueryResult<unknown>> {
  const items = row.map((item) => (item.value === null ? "null" : placeholder(item)));
  return session.runBound(
    shape.select(items.join(", ")),
    row.filter(({ value }) => value !== null),
  );
}

async function isTaken(
  session: Session,
  { table, key }: InsertShape,
  row: readonly Bound[],
): Promise<boolean> {
  const value = key && row[key.parameter];
  if (value === undefined || value.value === null) return false;
  const { rows } = await session.runBound(
    `select 1 from ${table} where ${key?.column} = ${placeholder(value)}`,
    [value],
  );
  return rows.length > 0;
}
