import type { CompiledQuery, QueryResult } from "kysely";
import { statementShape } from "../batches/statement-shape.ts";
import type { Session } from "../session.ts";
import { ChangeTask } from "./change-task.ts";
import { InsertTask } from "./insert-task.ts";
import { SettledTask, sizeOf, type Task } from "./task.ts";

const sharing: ReadonlySet<string> = new Set([
  "InsertQueryNode",
  "UpdateQueryNode",
  "DeleteQueryNode",
]);

/** A statement outside the transactions of callers. */
export function statementTask(
  query: CompiledQuery,
): Task & { readonly settled: Promise<QueryResult<unknown>> } {
  const shape = statementShape(query);
  if (shape?.kind === "insert") return new InsertTask(shape, query);
  return shape?.kind === "change" ? new ChangeTask(query) : new StatementTask(query);
}

/** A statement that cannot be batched. */
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
