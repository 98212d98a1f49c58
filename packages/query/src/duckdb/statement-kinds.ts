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
 * Whether a query's node says what it does. Of a raw one, or of DDL, only the engine does. The one function
 * of a SELECT that writes is `nextval`.
 */
export function isKnown({ query, sql }: CompiledQuery): boolean {
  return built.has(query.kind) && !(query.kind === "SelectQueryNode" && /nextval/i.test(sql));
}

/** Those that may have nothing but rows to tell; whether they write as well shows when they run. */
export const reading: ReadonlySet<StatementType> = new Set([
  StatementType.SELECT,
  StatementType.EXPLAIN,
]);

/** Those that leave nothing behind that only their own connection knows of. */
const leavingNothing: ReadonlySet<StatementType> = new Set([
  ...reading,
  StatementType.INSERT,
  StatementType.UPDATE,
  StatementType.DELETE,
  StatementType.MERGE_INTO,
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

/** Whether a statement may set something, or make something temporary, that only its connection knows of. */
export function mayChangeConnection(type: StatementType): boolean {
  return !leavingNothing.has(type);
}

/** Those that a rollback does not undo. */
export const lasting: ReadonlySet<StatementType> = new Set([
  StatementType.SET,
  StatementType.VARIABLE_SET,
  StatementType.PRAGMA,
  StatementType.PREPARE,
]);
