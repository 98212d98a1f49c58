import type { CompiledQuery, QueryResult } from "kysely";
import { sizeOf } from "../../size-of.ts";
import { changeBatch } from "../batches/change-batch.ts";
import type { ChangeShape } from "../batches/change-shape.ts";
import { insertBatch } from "../batches/insert-batch.ts";
import { insertOne, runInTransaction } from "../batches/insert-one.ts";
import type { InsertShape } from "../batches/insert-shape.ts";
import { type StatementShape, statementShape } from "../batches/statement-shape.ts";
import type { Session } from "../session/session.ts";
import { type Batch, SettledTask, type Task, type WriterMemory } from "./task.ts";

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
  readonly #shape: StatementShape | undefined;

  constructor(query: CompiledQuery, records: readonly CompiledQuery[] = []) {
    super();
    this.#query = query;
    this.#records = records;
    this.bytes = sizeOf(query.parameters);
    for (const { parameters } of records) this.bytes += sizeOf(parameters);
    this.sharesCommit = sharing.has(query.query.kind);
    this.#shape = statementShape(query);
    this.batch = this.#batch();
  }

  /** Set for a statement without records: alone, it commits by itself. */
  get runDurably(): ((session: Session) => Promise<void>) | undefined {
    return this.#records.length === 0 ? (session) => this.#runDurably(session) : undefined;
  }

  async run(session: Session): Promise<void> {
    this.result = await runInTransaction(session, this.#query);
    if (!this.#changedSomething) return;
    for (const record of this.#records) await runInTransaction(session, record);
  }

  get #changedSomething(): boolean {
    return (this.result?.numAffectedRows ?? 0n) > 0n;
  }

  async #runDurably(session: Session): Promise<void> {
    const shape = this.#shape;
    this.result = await (shape?.kind === "insert"
      ? insertOne(session, shape, this.#query, "after failure")
      : session.run(this.#query));
  }

  #batch(): Batch | undefined {
    const shape = this.#shape;
    if (shape?.kind === "insert" && this.#records.length === 0) return insertBatchOf(shape);
    if (shape?.kind !== "change") return undefined;
    const records = this.#records.map(statementShape).filter((record) => record?.kind === "insert");
    // In another table, what one task records cannot meet the condition of the next task.
    const areApart = records.every(({ table }) => table !== shape.table);
    if (records.length < this.#records.length || !areApart) return undefined;
    return {
      name: [shape, ...records].map(({ sql }) => sql).join(";"),
      isOneWrite: false,
      run: (session, tasks) =>
        StatementTask.#runChanges(session, tasks as readonly StatementTask[], shape, records),
    };
  }

  static async runInserts(
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

const insertBatches = new WeakMap<InsertShape, Batch>();

/** The one batch of a shape's inserts. */
function insertBatchOf(shape: InsertShape): Batch {
  const known = insertBatches.get(shape);
  if (known) return known;
  const batch: Batch = {
    name: shape.sql,
    isOneWrite: true,
    run: (session, tasks, memory) =>
      StatementTask.runInserts(session, tasks as readonly StatementTask[], shape, memory),
  };
  insertBatches.set(shape, batch);
  return batch;
}
