import type { CompiledQuery, DatabaseConnection, QueryResult, TransactionSettings } from "kysely";
import { withCallersStack } from "../../callers-stack.ts";
import { currentCancellation } from "../../cancellation.ts";
import { DatabaseError } from "../../errors.ts";
import { type CallerTransaction, beginTransaction } from "./caller-transaction.ts";
import type { DuckDbEngine } from "../engine/engine.ts";
import type { ReadTransaction } from "../readers/read-transactions.ts";
import type { Session } from "../session/session.ts";
import { isKnown } from "../session/statement-kinds.ts";
import { requireStreamable, streamRows } from "../readers/stream.ts";
import { startLimits } from "../engine/transaction-limits.ts";
import { runInTransaction } from "../batches/insert-one.ts";
import { refuseInsideUnit } from "../writer/unit-task.ts";

/** Kysely's connection: for one query, for one transaction, or for a caller of `db.connection()`. */
export class DuckDbConnection implements DatabaseConnection {
  readonly #engine: DuckDbEngine;
  readonly #held: boolean;
  /** Set once the caller has changed a connection's state. Before that, any connection serves. */
  #own: Session | undefined;
  #transaction: CallerTransaction | undefined;
  /** The first error in the transaction. DuckDB then reports success for COMMIT and keeps nothing. */
  #failure: unknown;

  /** @param held whether the caller may run several statements on it. */
  constructor(engine: DuckDbEngine, held: boolean) {
    this.#engine = engine;
    this.#held = held;
  }

  /** Whether its statements see state that other connections do not have. */
  get hasOwnSession(): boolean {
    return this.#own !== undefined;
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    return withCallersStack(() =>
      this.#engine.observed(query, () =>
        this.#transaction === undefined
          ? this.#execute<Row>(query, this.#own)
          : this.#executeIn<Row>(this.#transaction, query),
      ),
    );
  }

  #execute<Row>(query: CompiledQuery, own: Session | undefined): Promise<QueryResult<Row>> {
    if (query.query.kind !== "SelectQueryNode") refuseInsideUnit();
    if (own !== undefined) return this.#executeOn(own, query);
    return isKnown(query) ? this.#engine.run<Row>(query) : this.#executeRaw<Row>(query);
  }

  async #executeRaw<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    const read = await this.#engine.runIfReading<Row>(query);
    if (read !== undefined) return read;
    return this.#engine.inTurn(query, async () => {
      const session = await this.#engine.lendSession();
      try {
        return await session.runText<Row>(query, this.#held ? "held" : "lone");
      } finally {
        await this.#keepOrGiveBack(session);
      }
    });
  }

  async #executeOn<Row>(own: Session, query: CompiledQuery): Promise<QueryResult<Row>> {
    const signal = currentCancellation();
    if (isKnown(query)) {
      const run = (): Promise<QueryResult<Row>> => own.run<Row>(query, signal);
      return query.query.kind === "SelectQueryNode"
        ? this.#engine.onThread(run)
        : this.#engine.inTurn(query, () => own.run<Row>(query));
    }
    const read = await this.#engine.onThread(() => own.runIfReading<Row>(query, signal));
    return read ?? this.#engine.inTurn(query, () => own.runText<Row>(query, "held"));
  }

  async #executeIn<Row>(
    transaction: CallerTransaction,
    query: CompiledQuery,
  ): Promise<QueryResult<Row>> {
    const signal = currentCancellation();
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

  async *streamQuery<Row>(
    query: CompiledQuery,
    chunkSize: number,
  ): AsyncIterableIterator<QueryResult<Row>> {
    const steps = this.#stream<Row>(query, chunkSize);
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
  ): AsyncGenerator<QueryResult<Row>, undefined> {
    requireStreamable(query, chunkSize);
    const transaction = this.#transaction;
    const source =
      transaction === undefined
        ? await this.#engine.readTransactions.open(this.#engine.streamLimits(), this.#own)
        : this.#within(transaction);
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
        open: async () => this.#own ?? engine.lendSession(),
        done: (session) => this.#keepOrGiveBack(session),
      }),
    );
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
  #within(transaction: CallerTransaction): ReadTransaction {
    const stop = startLimits(this.#engine.streamLimits());
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
