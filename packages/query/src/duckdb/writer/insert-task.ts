import type { CompiledQuery, QueryResult } from "kysely";
import { insertBatch } from "../batches/insert-batch.ts";
import { insertOne } from "../batches/insert-one.ts";
import type { InsertShape } from "../batches/insert-shape.ts";
import type { Session } from "../session.ts";
import { type Batch, SettledTask, sizeOf, type Task, type WriterMemory } from "./task.ts";

/** An insert that can be one statement with others of its shape. */
export class InsertTask extends SettledTask<QueryResult<unknown>> implements Task {
  readonly #shape: InsertShape;
  readonly #query: CompiledQuery;
  readonly bytes: number;
  readonly sharesCommit = true;
  readonly batch: Batch;

  constructor(shape: InsertShape, query: CompiledQuery) {
    super();
    this.#shape = shape;
    this.#query = query;
    this.bytes = sizeOf(query.parameters);
    this.batch = {
      name: shape.sql,
      isOneWrite: true,
      run: (session, tasks, memory) =>
        InsertTask.#runTogether(session, tasks as readonly InsertTask[], shape, memory),
    };
  }

  async run(session: Session): Promise<void> {
    this.result = await insertOne(session, this.#shape, this.#query, "first");
  }

  async runDurably(session: Session): Promise<void> {
    this.result = await insertOne(session, this.#shape, this.#query, "after failure");
  }

  static async #runTogether(
    session: Session,
    tasks: readonly InsertTask[],
    shape: InsertShape,
    { repeating }: WriterMemory,
  ): Promise<void> {
    const looks = repeating.has(shape.sql);
    // Removed again on success. If a key is in the table, the next attempt looks first.
    if (shape.key !== undefined) repeating.add(shape.sql);
    const queries = tasks.map((task) => task.#query);
    const results = await insertBatch(session, shape, queries, looks);
    for (const [index, task] of tasks.entries()) task.result = results[index];
    if (results.every(({ numAffectedRows }) => numAffectedRows === 1n)) repeating.delete(shape.sql);
  }
}
