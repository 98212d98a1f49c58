import type { CompiledQuery, QueryResult } from "kysely";
import { changeBatch } from "../batches/change-batch.ts";
import type { ChangeShape } from "../batches/change-shape.ts";
import { insertBatch } from "../batches/insert-batch.ts";
import { insertOne, runInTransaction } from "../batches/insert-one.ts";
import type { InsertShape } from "../batches/insert-shape.ts";
import { statementShape } from "../batches/statement-shape.ts";
import type { Session } from "../session/session.ts";
import { type Batch, SettledTask, sizeOf, type Task, type WriterMemory } from "./task.ts";

const sharing: ReadonlySet<string> = new Set([
  "InsertQueryNode",
  "UpdateQueryNode",
  "DeleteQueryNode",
]);

/**
 * A statement outside the transactions of callers, and the inserts that record it if it changed a row.
 * Tasks that differ in their parameters only are few statements together.
 */
export class StatementTask extends SettledTask<QueryResult<unknown>> implements Task {
  readonly #query: CompiledQuery;
  readonly #records: readonly CompiledQuery[];
  readonly bytes: number;
  readonly sharesCommit: boolean;
  readonly batch: Batch | undefined;
  readonly runDurably: ((session: Session) => Promise<void>) | undefined;

  constructor(query: CompiledQuery, records: readonly CompiledQuery[] = []) {
    super();
    this.#query = query;
    this.#records = records;
    this.bytes = sizeOf(query.parameters);
    for (const { parameters } of records) this.bytes += sizeOf(parameters);
    this.sharesCommit = sharing.has(query.query.kind);
    const shape = statementShape(query);
    if (shape?.kind === "change") this.batch = this.#changeBatch(shape);
    else if (shape?.kind === "insert" && records.length === 0)
      this.batch = this.#insertBatch(shape);
    if (records.length > 0) return;
    this.runDurably = async (session) => {
      this.result = await (shape?.kind === "insert"
        ? insertOne(session, shape, query, "after failure")
        : session.run(query));
    };
  }

  async run(session: Session): Promise<void> {
    this.result = await runInTransaction(session, this.#query);
    if (!this.#changedSomething) return;
    for (const record of this.#records) await runInTransaction(session, record);
  }

  get #changedSomething(): boolean {
    return (this.result?.numAffectedRows ?? 0n) > 0n;
  }

  #insertBatch(insert: InsertShape): Batch {
    return {
      name: insert.sql,
      isOneWrite: true,
      run: (session, tasks, memory) =>
        StatementTask.#runInserts(session, tasks as readonly StatementTask[], insert, memory),
    };
  }

  #changeBatch(change: ChangeShape): Batch | undefined {
    const records = this.#records.map(statementShape).filter((record) => record?.kind === "insert");
    // In another table, what one task records cannot meet the condition of the next task.
    const areApart = records.every(({ table }) => table !== change.table);
    if (records.length < this.#records.length || !areApart) return undefined;
    return {
      name: [change, ...records].map(({ sql }) => sql).join(";"),
      isOneWrite: false,
      run: (session, tasks) =>
        StatementTask.#runChanges(session, tasks as readonly StatementTask[], change, records),
    };
  }

  static async #runInserts(
    session: Session,
    tasks: readonly StatementTask[],
    shape: InsertShape,
    { repeating }: WriterMemory,
  ): Promise<void> {
    const looks = repeating.has(shape.sql);
    // Removed again on success. If a key is in the table, the next attempt looks first.
    if (shape.key !== undefined) repeating.add(shape.sql);
    const queries = tasks.map((task) => task.#query);
    const results = await insertBatch(session, shape, queries, looks);
    for (const [index, task] of tasks.entries()) task.result = results[index];
    if (tasks.every((task) => task.#changedSomething)) repeating.delete(shape.sql);
  }

  static async #runChanges(
    session: Session,
    tasks: readonly StatementTask[],
    change: ChangeShape,
    records: readonly InsertShape[],
  ): Promise<void> {
    const queries = tasks.map((task) => task.#query);
    const affected = await changeBatch(session, change, queries);
    for (const [index, task] of tasks.entries()) {
      task.result = { rows: [], numAffectedRows: BigInt(affected[index] ?? 0) };
    }
    const changed = tasks.filter((task) => task.#changedSomething);
    if (changed.length === 0) return;
    for (const [index, record] of records.entries()) {
      const inserts = changed.map((task) => task.#records[index] as CompiledQuery);
      await insertBatch(session, record, inserts, true);
    }
  }
}
