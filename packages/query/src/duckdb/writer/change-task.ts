import type { CompiledQuery, QueryResult } from "kysely";
import { changeBatch } from "../batches/change-batch.ts";
import type { ChangeShape } from "../batches/change-shape.ts";
import { insertBatch } from "../batches/insert-batch.ts";
import { runInTransaction } from "../batches/insert-one.ts";
import type { InsertShape } from "../batches/insert-shape.ts";
import { statementShape } from "../batches/statement-shape.ts";
import type { Session } from "../session.ts";
import { type Batch, SettledTask, sizeOf, type Task } from "./task.ts";

/**
 * An update or delete, and the inserts that follow it where it changed something. Tasks of one shape are
 * few statements together.
 */
export class ChangeTask extends SettledTask<QueryResult<unknown>> implements Task {
  readonly #change: CompiledQuery;
  readonly #records: readonly CompiledQuery[];
  readonly bytes: number;
  readonly sharesCommit = true;
  readonly batch: Batch | undefined;
  readonly runDurably: ((session: Session) => Promise<void>) | undefined;

  constructor(change: CompiledQuery, records: readonly CompiledQuery[] = []) {
    super();
    this.#change = change;
    this.#records = records;
    this.bytes = [change, ...records].reduce((sum, query) => sum + sizeOf(query.parameters), 0);
    this.batch = this.#batch();
    this.runDurably = records.length === 0 ? (session) => this.run(session) : undefined;
  }

  async run(session: Session): Promise<void> {
    this.result = await session.run(this.#change);
    if (!changedSomething(this.result)) return;
    for (const record of this.#records) await runInTransaction(session, record);
  }

  #batch(): Batch | undefined {
    const shape = statementShape(this.#change);
    if (shape?.kind !== "change") return undefined;
    const records = this.#records.map(statementShape).filter((record) => record?.kind === "insert");
    // In another table, what one task records cannot meet the condition of the next task.
    const apart = records.every(({ table }) => table !== shape.table);
    if (records.length < this.#records.length || !apart) return undefined;
    return {
      name: [shape, ...records].map(({ sql }) => sql).join(";"),
      isOneWrite: false,
      run: (session, tasks) =>
        ChangeTask.#runTogether(session, tasks as readonly ChangeTask[], shape, records),
    };
  }

  static async #runTogether(
    session: Session,
    tasks: readonly ChangeTask[],
    shape: ChangeShape,
    records: readonly InsertShape[],
  ): Promise<void> {
    const changes = tasks.map((task) => task.#change);
    const affected = await changeBatch(session, shape, changes);
    for (const [index, task] of tasks.entries()) {
      task.result = { rows: [], numAffectedRows: BigInt(affected[index] ?? 0) };
    }
    const changed = tasks.filter(({ result }) => changedSomething(result));
    if (changed.length === 0) return;
    for (const [index, record] of records.entries()) {
      const inserts = changed.map((task) => task.#records[index] as CompiledQuery);
      await insertBatch(session, record, inserts, true);
    }
  }
}

function changedSomething(result: QueryResult<unknown> | undefined): boolean {
  return (result?.numAffectedRows ?? 0n) > 0n;
}
