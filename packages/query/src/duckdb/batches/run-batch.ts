import type { CompiledQuery, QueryResult } from "kysely";
import type { Session } from "../session/session.ts";
import { changeBatch, changeRows } from "./change-batch.ts";
import { UnlikeColumnError } from "./column-values.ts";
import { insertBatch } from "./insert-batch.ts";
import { runInTransaction } from "./insert-one.ts";
import { lookupBatch } from "./lookup-batch.ts";
import { statementShape } from "./statement-shape.ts";

export interface BatchOptions {
  /** Whether each statement changes another row, which is known to meet its condition. */
  readonly areOfOtherRows?: boolean;
}

/** Runs statements inside a transaction, as few statements if they differ in their parameters only. */
export async function runBatch(
  session: Session,
  queries: readonly CompiledQuery[],
  options: BatchOptions = {},
): Promise<QueryResult<unknown>[]> {
  const [first] = queries;
  if (first === undefined) return [];
  const areAlike = queries.length > 1 && queries.every(({ sql }) => sql === first.sql);
  if (areAlike) {
    try {
      const results = await runAlike(session, first, queries, options);
      if (results !== undefined) return results;
    } catch (error) {
      // It is thrown before a statement runs.
      if (!(error instanceof UnlikeColumnError)) throw error;
    }
  }
  const results: QueryResult<unknown>[] = [];
  for (const query of queries) results.push(await runInTransaction(session, query));
  return results;
}

/** @returns undefined if the statements cannot be one. */
async function runAlike(
  session: Session,
  first: CompiledQuery,
  queries: readonly CompiledQuery[],
  { areOfOtherRows = false }: BatchOptions,
): Promise<QueryResult<unknown>[] | undefined> {
  const shape = statementShape(first);
  if (shape?.kind === "insert") return insertBatch(session, shape, queries, true);
  if (shape?.kind === "lookup") return lookupBatch(session, shape, queries);
  if (shape?.kind !== "change") return undefined;
  const changed = await (areOfOtherRows ? changeRows : changeBatch)(session, shape, queries);
  return changed.map((rows) => ({ rows: [], numAffectedRows: BigInt(rows) }));
}
