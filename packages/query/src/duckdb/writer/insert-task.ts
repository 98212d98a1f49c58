import type { CompiledQuery, QueryResult } from "kysely";
import type { Session } from "../session.ts";
import { insertBatch } from "./insert-batch.ts";
import { insertAfterLook, insertBeforeLook } from "./insert-one.ts";
import type { InsertShape } from "./insert-shape.ts";
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
    this.result = await insertAfterLook(session, this.#shape, this.#query);
  }

  async runDurably(session: Session): Promise<void> {
    this.result = await insertBeforeLook(session, this.#shape, this.#query);
  }

  static async #runTogether(
    session: Session,
    tasks: readonly InsertTask[],
    shape: InsertShape,
    { repeating }: WriterMemory,
  ): Promise<void> {
    const looks = repeating.has(shape.sql);
    // Until it went well: should a key be there, the next attempt looks first.
    if (shape.key !== undefined) repeating.add(shape.sql);
    const queries = tasks.map((task) => task.#query);
    const results = await insertBatch(session, shape, queries, looks);
    for (const [index, task] of tasks.entries()) task.result = results[index];
    if (results.every(({ numAffectedRows }) => numAffectedRows === 1n)) repeating.delete(shape.sql);
  }
}
