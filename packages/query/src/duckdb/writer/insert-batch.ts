import { DuckDBListValue, type DuckDBType, DuckDBTypeId, LIST, VARCHAR } from "@duckdb/node-api";
import type { QueryResult } from "kysely";
import { encodeParameter } from "../encode.ts";
import type { Session } from "../session.ts";
import { type InsertShape, keyColumn } from "./insert-shape.ts";
import type { StatementTask } from "./statement-task.ts";

/**
 * Inserts of one shape as one statement: a list a column, so that each value keeps its type. The tasks
 * have either keys that differ from one another, or none.
 */
export async function runInsertBatch(
  session: Session,
  shape: InsertShape,
  tasks: readonly StatementTask[],
): Promise<void> {
  const [first] = tasks;
  const keyed = first !== undefined && conflictKey(shape, first) !== undefined;
  const types = await session.parameterTypes(shape.sql);
  const lists = types.map((type, column) => encodeColumn(tasks, column, type));
  const { rows } = await session.runBound<Record<string, unknown>>(
    keyed ? shape.batchSql : shape.plainBatchSql,
    lists.map(({ list }) => list),
    lists.map(({ type }) => LIST(type)),
  );
  if (keyed) handOutByKey(shape, tasks, rows);
  else handOutInOrder(shape, tasks, rows);
}

/**
 * A list takes its items as they are, and cuts what does not fit its type. So each must have that type
 * already; a value that the engine would have to cast makes its insert a statement of its own.
 */
function encodeColumn(
  tasks: readonly StatementTask[],
  column: number,
  type: DuckDBType | undefined,
): { list: DuckDBListValue; type: DuckDBType } {
  const items = tasks.map(({ query }) => encodeParameter(query.parameters[column], type));
  if (type === undefined || items.some((item) => item.type?.typeId !== type.typeId)) {
    throw new Error("a value is not of its column's type");
  }
  // JSON is a text of another name; under its own name the engine would take it unread.
  const itemType = type.typeId === DuckDBTypeId.VARCHAR ? VARCHAR : type;
  return { list: new DuckDBListValue(items.map(({ value }) => value)), type: itemType };
}

/** Without ON CONFLICT every row is inserted, and they come back in the order of the lists. */
function handOutInOrder(
  shape: InsertShape,
  tasks: readonly StatementTask[],
  rows: readonly Record<string, unknown>[],
): void {
  if (shape.returning && rows.length !== tasks.length) throw new Error("a batch lost a row");
  for (const [index, task] of tasks.entries()) task.accept(toResult(shape, rows[index]));
}

/** With ON CONFLICT they come in any order, and those that were in the way are missing. */
function handOutByKey(
  shape: InsertShape,
  tasks: readonly StatementTask[],
  rows: readonly Record<string, unknown>[],
): void {
  const byKey = new Map(
    rows.map((row) => [
      keyOf(Array.from(shape.conflictParameters.keys(), (index) => row[keyColumn(index)])),
      row,
    ]),
  );
  let inserted = 0;
  for (const task of tasks) {
    const row = byKey.get(conflictKey(shape, task) ?? "");
    if (row) inserted++;
    task.accept(row ? toResult(shape, row) : { rows: [], numAffectedRows: 0n });
  }
  if (inserted !== rows.length) throw new Error("a batch returned a row that none of it inserted");
}

function toResult(
  shape: InsertShape,
  row: Record<string, unknown> | undefined,
): QueryResult<unknown> {
  if (!shape.returning || row === undefined) return { rows: [], numAffectedRows: 1n };
  for (const index of shape.conflictParameters.keys()) delete row[keyColumn(index)];
  return { rows: [row], numAffectedRows: 1n };
}

/**
 * A key as text that is equal for equal keys, however they were spelt, or undefined where nothing can
 * conflict: there is no ON CONFLICT, or the key is null.
 */
export function conflictKey(shape: InsertShape, task: StatementTask): string | undefined {
  const values = shape.conflictParameters.map((index) => task.query.parameters[index]);
  return values.length === 0 || values.includes(null) ? undefined : keyOf(values);
}

function keyOf(values: readonly unknown[]): string {
  return JSON.stringify(values.map(comparable));
}

function comparable(value: unknown): unknown {
  if (typeof value === "string") return value.toLowerCase();
  if (value instanceof Date) return value.getTime();
  if (value instanceof Uint8Array) return Buffer.from(value).toString("hex");
  return typeof value === "bigint" ? Number(value) : value;
}
