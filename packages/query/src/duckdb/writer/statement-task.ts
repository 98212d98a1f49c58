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
  signal?: AbortSignal,
): Task & { readonly settled: Promise<QueryResult<unknown>> } {
  const insert = insertShape(query);
  if (insert) return new InsertTask(insert, query);
  return changeShape(query) ? new ChangeTask(query) : new StatementTask(query, signal);
}

/** A statement that is like no other. */
class StatementTask extends SettledTask<QueryResult<unknown>> implements Task {
  readonly #query: CompiledQuery;
  readonly bytes: number;
  readonly sharesCommit: boolean;
  readonly #signal: AbortSignal | undefined;

  /** @param signal ends it while it runs, if it only reads: a write is told as it ends. */
  constructor(query: CompiledQuery, signal?: AbortSignal) {
    super();
    this.#query = query;
    this.#signal = signal;
    this.bytes = sizeOf(query.parameters);
    this.sharesCommit = sharing.has(query.query.kind);
  }

  async run(session: Session): Promise<void> {
    const ends = this.#signal && !this.sharesCommit;
    const signal =
      ends && (await session.onlyReads(this.#query.sql, this.#signal)) ? this.#signal : undefined;
    this.result = await session.run(this.#query, signal);
  }

  runDurably(session: Session): Promise<void> {
    return this.run(session);
  }
}
