import type {
  AbortableOperationOptions,
  CompiledQuery,
  DatabaseConnection,
  QueryResult,
  TransactionSettings,
} from "kysely";
import { withCallersStack } from "../../callers-stack.ts";
import { DatabaseError } from "../../errors.ts";
import { eitherSignal } from "../../stop-source.ts";
import { transactionAborted } from "../../transaction-aborted.ts";
import { type CallerTransaction, beginTransaction } from "./caller-transaction.ts";
import type { DuckDbEngine } from "../engine/engine.ts";
import type { ReadTransaction } from "../readers/read-transactions.ts";
import type { Session } from "../session/session.ts";
import { isKnown } from "../session/statement-kinds.ts";
import { requireStreamable, streamRows } from "../readers/stream.ts";
import { startLimits, type TransactionLimits } from "../engine/transaction-limits.ts";
import { runInTransaction } from "../batches/insert-one.ts";
import { type BatchOptions, runBatch } from "../batches/run-batch.ts";
import { refuseInsideUnit } from "../writer/run-unit.ts";

/** Kysely's connection: for one query, for one transaction, or for a caller of `db.connection()`. */
export class DuckDbConnection implements DatabaseConnection {
  readonly #engine: DuckDbEngine;
  readonly #held: boolean;
  /** Set once the caller has changed a connection's state. Before that, any connection serves. */
  #own: Session | undefined;
  #transaction: CallerTransaction | undefined;
  /** The first error in the transaction. DuckDB then reports success for COMMIT and keeps nothing. */
  #failure: unknown;

  /** Ends all that runs on it. */
  readonly signal: AbortSignal | undefined;

  /** @param held whether the caller may run several statements on it. */
  constructor(engine: DuckDbEngine, held: boolean, signal?: AbortSignal) {
    this.#engine = engine;
    this.#held = held;
    this.signal = signal;
  }

  /** Whether its statements see state that other connections do not have. */
  get hasOwnSession(): boolean {
    return this.#own !== undefined;
  }

  async executeQuery<Row>(
    query: CompiledQuery,
    options?: AbortableOperationOptions,
  ): Promise<QueryResult<Row>> {
    const signal = eitherSignal(this.signal, options?.signal);
    return withCallersStack(() =>
      this.#engine.observed(query, () =>
        this.#transaction === undefined
          ? this.#execute<Row>(query, this.#own, signal)
          : this.#executeIn<Row>(this.#transaction, query, signal),
      ),
    );
  }

  #execute<Row>(
    query: CompiledQuery,
    own: Session | undefined,
    signal: AbortSignal | undefined,
  ): Promise<QueryResult<Row>> {
    if (query.query.kind !== "SelectQueryNode") refuseInsideUnit();
    if (own !== undefined) return this.#executeOn(own, query, signal);
    return isKnown(query)
      ? this.#engine.run<Row>(query, signal)
      : this.#executeRaw<Row>(query, signal);
  }

  async #executeRaw<Row>(
    query: CompiledQuery,
    signal: AbortSignal | undefined,
  ): Promise<QueryResult<Row>> {
    const place = this.#engine.takeRawPlace();
    try {
      const read = await this.#engine.runIfReading<Row>(query, place, signal);
      // `inTurn` puts the statement in the queue before it returns.
      return read ?? this.#runText<Row>(query, signal);
    } finally {
      place.leave();
    }
  }

  #runText<Row>(query: CompiledQuery, signal: AbortSignal | undefined): Promise<QueryResult<Row>> {
    const run = async (): Promise<QueryResult<Row>> => {
      const session = await this.#engine.lendSession();
      try {
        return await session.runText<Row>(query, this.#held ? "held" : "lone");
      } finally {
        await this.#keepOrGiveBack(session);
      }
    };
    return this.#engine.inTurn(query, run, signal);
  }

  async #executeOn<Row>(
    own: Session,
    query: CompiledQuery,
    signal: AbortSignal | undefined,
  ): Promise<QueryResult<Row>> {
    if (isKnown(query)) {
      return query.query.kind === "SelectQueryNode"
        ? this.#engine.onThread(() => own.run<Row>(query, signal), signal)
        : this.#engine.inTurn(query, () => own.run<Row>(query), signal);
    }
    const read = await this.#engine.onThread(() => own.runIfReading<Row>(query, signal), signal);
    return read ?? this.#engine.inTurn(query, () => own.runText<Row>(query, "held"), signal);
  }

  async #executeIn<Row>(
    transaction: CallerTransaction,
    query: CompiledQuery,
    signal: AbortSignal | undefined,
  ): Promise<QueryResult<Row>> {
    try {
      const session = transaction.session();
      return isKnown(query)
        ? await runInTransaction<Row>(session, query, signal)
        : await session.runText<Row>(query, transaction.place, signal);
    } catch (error) {
      this.#failure ??= error;
      throw error;
    }
  }

  /** Runs statements of the open transaction, those of one shape as few statements. */
  executeAll(
    queries: readonly CompiledQuery[],
    options?: BatchOptions,
  ): Promise<QueryResult<unknown>[]> {
    const transaction = this.#transaction;
    return withCallersStack(async () => {
      if (transaction === undefined) throw new Error("there is no open transaction");
      try {
        return await runBatch(transaction.session(), queries, options);
      } catch (error) {
        this.#failure ??= error;
        throw error;
      }
    });
  }

  async *streamQuery<Row>(
    query: CompiledQuery,
    chunkSize: number,
    options?: AbortableOperationOptions,
  ): AsyncIterableIterator<QueryResult<Row>> {
    const signal = eitherSignal(this.signal, options?.signal);
    const steps = this.#stream<Row>(query, chunkSize, signal);
    try {
      for (;;) {
        const { done, value } = await withCallersStack(() => steps.next());
        if (done === true) return;
        yield value;
      }
    } finally {
      await steps.return(undefined);
    }
  }

  async *#stream<Row>(
    query: CompiledQuery,
    chunkSize: number,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<QueryResult<Row>, undefined> {
    requireStreamable(query, chunkSize);
    const transaction = this.#transaction;
    const limits = this.#engine.streamLimits(signal);
    const source =
      transaction === undefined
        ? await this.#engine.readTransactions.open(limits, this.#own)
        : this.#within(transaction, limits);
    try {
      yield* streamRows<Row>(source, query, chunkSize);
      return undefined;
    } catch (error) {
      if (transaction) this.#failure ??= error;
      throw error;
    } finally {
      await source.end();
    }
  }

  async begin(settings: TransactionSettings): Promise<void> {
    this.#failure = undefined;
    const engine = this.#engine;
    this.#transaction = await withCallersStack(() =>
      beginTransaction(engine, settings, {
        own: this.#own,
        signal: this.signal,
        open: async () => this.#own ?? engine.lendSession(),
        done: (session) => this.#keepOrGiveBack(session),
      }),
    );
  }

  /** @throws {DatabaseError} `transaction_aborted` when a statement failed, even if its error was caught. */
  async commit(): Promise<void> {
    if (this.#failure === undefined) return this.#end("commit");
    await this.#end("rollback");
    throw transactionAborted(this.#failure);
  }

  async rollback(): Promise<void> {
    if (this.#transaction !== undefined) await this.#end("rollback");
  }

  async release(): Promise<void> {
    await this.rollback();
    const own = this.#own;
    this.#own = undefined;
    if (own !== undefined) await this.#engine.giveSessionBack(own);
  }

  async #keepOrGiveBack(session: Session): Promise<void> {
    if (session === this.#own) return;
    if (this.#held && session.changed) this.#own = session;
    else await this.#engine.giveSessionBack(session);
  }

  /** A view of the open transaction for a stream inside it. */
  #within(transaction: CallerTransaction, limits: TransactionLimits): ReadTransaction {
    const stop = startLimits(limits);
    return {
      signal: stop.signal,
      session: () => {
        // Later statements on the connection would otherwise end the stream without an error.
        if (this.#transaction === transaction) return transaction.session();
        throw new DatabaseError("invalid_query", "the transaction of this stream has ended");
      },
      end: async () => stop.release(),
    };
  }

  async #end(how: "commit" | "rollback"): Promise<void> {
    const transaction = this.#transaction;
    this.#transaction = undefined;
    if (transaction !== undefined) await withCallersStack(() => transaction.end(how));
  }
}
