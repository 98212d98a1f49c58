import { StatementType } from "@duckdb/node-api";
import type { CompiledQuery } from "kysely";

const built: ReadonlySet<string> = new Set([
  "SelectQueryNode",
  "InsertQueryNode",
  "UpdateQueryNode",
  "DeleteQueryNode",
  "MergeQueryNode",
]);

/**
 * Whether a query's node tells what it does. For raw queries and DDL only the engine can tell. In a SELECT,
 * `nextval` is the one function that writes.
 */
export function isKnown({ query, sql }: CompiledQuery): boolean {
  return built.has(query.kind) && !(query.kind === "SelectQueryNode" && /nextval/i.test(sql));
}

/** Types that return rows. Whether such a statement also writes shows when it runs. */
export const reading: ReadonlySet<StatementType> = new Set([
  StatementType.SELECT,
  StatementType.EXPLAIN,
]);

/** Types that only read and write rows, which a connection can keep prepared. */
const ofRows: ReadonlySet<StatementType> = new Set([
  StatementType.SELECT,
  StatementType.INSERT,
  StatementType.UPDATE,
  StatementType.DELETE,
  StatementType.MERGE_INTO,
]);

/** Whether a statement of this type may run on any connection. */
export function isOfRows(type: StatementType): boolean {
  return ofRows.has(type);
}

/** Types that do not change the state of their connection. */
const leavingNothing: ReadonlySet<StatementType> = new Set([
  ...reading,
  ...ofRows,
  StatementType.ALTER,
  StatementType.DROP,
  StatementType.COPY,
  StatementType.COPY_DATABASE,
  StatementType.EXPORT,
  StatementType.VACUUM,
  StatementType.ATTACH,
  StatementType.DETACH,
  StatementType.LOAD,
]);

/** Whether a statement may change the state of its connection: settings or temporary objects. */
export function mayChangeConnection(type: StatementType): boolean {
  return !leavingNothing.has(type);
}

/** Types that a rollback does not undo. */
export const lasting: ReadonlySet<StatementType> = new Set([
  StatementType.SET,
  StatementType.VARIABLE_SET,
  StatementType.PRAGMA,
  StatementType.PREPARE,
]);
