import type { CompiledQuery, QueryResult } from "kysely";
import type { Session } from "../session.ts";
import { changeShape } from "./change-shape.ts";
import { ChangeTask } from "./change-task.ts";
import { insertShape } from "./insert-shape.ts";
import { InsertTask } from "./insert-task.ts";
import { SettledTask, sizeOf, type Task } from "./task.ts";

const sharing: ReadonlySet<string> = new Set([
  "InsertQueryNode",
  "UpdateQueryNode",
  "DeleteQueryNode",
]);

/** One statement outside any transaction of the caller's. */
export function statementTask(
  query: CompiledQuery,
): Task & { readonly settled: Promise<QueryResult<unknown>> } {
  const insert = insertShape(query);
  if (insert) return new InsertTask(insert, query);
  return changeShape(query) ? new ChangeTask(query) : new StatementTask(query);
}

/** A statement that is like no other. */
class StatementTask extends SettledTask<QueryResult<unknown>> implements Task {
  readonly #query: CompiledQuery;
  readonly bytes: number;
  readonly sharesCommit: boolean;

  constructor(query: CompiledQuery) {
    super();
    this.#query = query;
    this.bytes = sizeOf(query.parameters);
    this.sharesCommit = sharing.has(query.query.kind);
  }

  async run(session: Session): Promise<void> {
    this.result = await session.run(this.#query);
  }

  runDurably(session: Session): Promise<void> {
    return this.run(session);
  }
}
