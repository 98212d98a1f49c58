import type { CompiledQuery, DatabaseConnection, QueryResult, TransactionSettings } from "kysely";
import { currentCancellation } from "../cancellation.ts";
import { DatabaseError } from "../errors.ts";
import { type CallerTransaction, beginTransaction } from "./caller-transaction.ts";
import type { DuckDbEngine } from "./engine.ts";
import type { ReadTransaction } from "./read-transactions.ts";
import { requireStreamable, streamRows } from "./stream.ts";
import { startLimits } from "./transaction-limits.ts";
import { runInTransaction } from "./writer/insert-one.ts";
import { refuseInsideUnit } from "./writer/unit-task.ts";

/** What Kysely holds for one query or one transaction. */
export class DuckDbConnection implements DatabaseConnection {
  readonly #engine: DuckDbEngine;
  #transaction: CallerTransaction | undefined;
  /** The first statement that failed. DuckDB lets such a transaction commit, and keeps none of it. */
  #failure: unknown;

  constructor(engine: DuckDbEngine) {
    this.#engine = engine;
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    const transaction = this.#transaction;
    if (transaction === undefined) {
      if (query.query.kind !== "SelectQueryNode") refuseInsideUnit();
      return this.#engine.run<Row>(query);
    }
    try {
      return await this.#engine.observed(query, () =>
        runInTransaction<Row>(transaction.session(), query, currentCancellation()),
      );
    } catch (error) {
      this.#failure ??= error;
      throw error;
    }
  }

  async *streamQuery<Row>(
    query: CompiledQuery,
    chunkSize: number,
  ): AsyncIterableIterator<QueryResult<Row>> {
    requireStreamable(query, chunkSize);
    const transaction = this.#transaction;
    const source =
      transaction === undefined
        ? await this.#engine.readTransactions.open(this.#engine.streamLimits())
        : this.#within(transaction);
    try {
      yield* streamRows<Row>(source, query, chunkSize);
    } catch (error) {
      if (transaction) this.#failure ??= error;
      throw error;
    } finally {
      await source.end();
    }
  }

  async begin(settings: TransactionSettings): Promise<void> {
    this.#failure = undefined;
    this.#transaction = await beginTransaction(this.#engine, settings);
  }

  /** @throws {DatabaseError} `transaction_aborted` when a statement failed, even if its error was caught. */
  async commit(): Promise<void> {
    if (this.#failure === undefined) return this.#end("commit");
    await this.#end("rollback");
    throw new DatabaseError(
      "transaction_aborted",
      "nothing of this transaction was kept, because one of its statements failed",
      { cause: this.#failure },
    );
  }

  async rollback(): Promise<void> {
    if (this.#transaction !== undefined) await this.#end("rollback");
  }

  /** What a stream needs of the transaction that it is part of. */
  #within(transaction: CallerTransaction): ReadTransaction {
    const stop = startLimits(this.#engine.streamLimits());
    return {
      signal: stop.signal,
      session: () => {
        // Else it would read on among what has the connection next, and find nothing more.
        if (this.#transaction === transaction) return transaction.session();
        throw new DatabaseError("invalid_query", "the transaction of this stream has ended");
      },
      end: async () => stop.release(),
    };
  }

  async #end(how: "commit" | "rollback"): Promise<void> {
    const transaction = this.#transaction;
    this.#transaction = undefined;
    await transaction?.end(how);
  }
}
