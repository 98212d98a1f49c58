import type {
  AbortableOperationOptions,
  CompiledQuery,
  DatabaseConnection,
  PostgresQueryResult,
  QueryResult,
} from "kysely";
import type { PoolClient } from "pg";
import { withCallersStack } from "../callers-stack.ts";
import { DatabaseError, type HandsFreeError } from "../errors.ts";
import { eitherSignal } from "../stop-source.ts";
import { transactionAborted } from "../transaction-aborted.ts";
import type { BatchHost } from "./batches/batch-host.ts";
import type { ParameterTypes } from "./batches/parameter-types.ts";
import { runBatch } from "./batches/run-batch.ts";
import { cancellationTimeLimit } from "./cancel-statement.ts";
import { classifyError } from "./classify-error.ts";
import { type TextResult, toQueryResult } from "./decode.ts";
import {
  NativeConnection,
  type NativeContext,
  type Statement,
  type StatementPlace,
} from "./native-connection.ts";
import { OpenTransaction } from "./open-transaction.ts";
import { mayBeRefused, remember } from "./returning.ts";
import { type CursorHost, RowCursor } from "./row-cursor.ts";

/** The settings and functions of the pool that a connection uses. */
export interface ConnectionContext extends NativeContext {
  /** Whether the database is open for reading only. */
  readonly readOnly: boolean;
  /** The time limit of an open stream in milliseconds. */
  readonly streamTimeLimit: number;
  /** Aborted when the time limit for closing the database is over. */
  readonly closing: AbortSignal;
  /** The caller's signal. It ends all work on the connection. */
  readonly signal: AbortSignal | undefined;
  readonly parameterTypes: ParameterTypes;
}

/** The statements that report the number of changed rows. */
const writes: ReadonlySet<string> = new Set(["INSERT", "UPDATE", "DELETE", "MERGE"]);

/** A transaction that can go on after types could not be learned. */
const learning = {
  begin: "savepoint handsfree_types",
  keep: "release savepoint handsfree_types",
  undo: "rollback to savepoint handsfree_types; release savepoint handsfree_types",
};

/**
 * The connection of one query, one transaction or one caller of `connection()`. It remembers whether a statement
 * of the transaction failed. PostgreSQL answers the COMMIT of a failed transaction with ROLLBACK, which is not an
 * error, and it does not know about values that this side refused.
 */
export class PostgresConnection implements DatabaseConnection, CursorHost {
  readonly #native: NativeConnection;
  readonly #context: ConnectionContext;
  #transaction: OpenTransaction | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #retired: HandsFreeError | undefined;
  #lockTimeLimit: number | undefined;

  constructor(native: PoolClient, context: ConnectionContext) {
    this.#native = new NativeConnection(native, context);
    this.#context = context;
  }

  get inTransaction(): boolean {
    return this.#transaction !== undefined;
  }

  get streamTimeLimit(): number {
    return this.#context.streamTimeLimit;
  }

  get closing(): AbortSignal {
    return this.#context.closing;
  }

  async executeQuery<R>(
    { sql, parameters }: Pick<CompiledQuery, "sql" | "parameters">,
    options?: AbortableOperationOptions,
  ): Promise<QueryResult<R>> {
    const statement = { sql, parameters, signal: this.#signalOf(options) };
    return withCallersStack(() => this.#runAlone(statement)) as Promise<QueryResult<R>>;
  }

  /** Runs statements of one text in the open transaction, as few statements if they can be. */
  executeAll(queries: readonly CompiledQuery[]): Promise<QueryResult<unknown>[]> {
    return withCallersStack(async () => {
      try {
        return await runBatch(this.batchHost, queries);
      } catch (error) {
        this.fail(classifyError(error));
        throw error;
      }
    });
  }

  async *streamQuery<R>(
    query: CompiledQuery,
    chunkSize: number,
    options?: AbortableOperationOptions,
  ): AsyncIterableIterator<QueryResult<R>> {
    const cursor = new RowCursor<R>(this, query, this.#signalOf(options));
    try {
      for (;;) {
        const rows = await withCallersStack(() => cursor.read(chunkSize));
        if (rows.length === 0) return;
        yield { rows };
      }
    } finally {
      await cursor.close();
    }
  }

  /** Runs statements for batches. The caller's signal ends them. */
  get batchHost(): BatchHost {
    const { signal, parameterTypes } = this.#context;
    const runScript = (sql: string): Promise<readonly TextResult[]> =>
      this.#inTurn(() => this.#learn(sql));
    return {
      runText: (sql, parameters) => this.#runText({ sql, parameters, signal }),
      runPrepared: (sql, parameters) => this.#runText({ sql, parameters, signal, keepsPlan: true }),
      runAlone: ({ sql, parameters }) =>
        this.#runAlone({ sql, parameters, signal, keepsPlan: true }),
      parameterTypes: (form) => parameterTypes.of(form, runScript),
      forgetTypes: (form) => parameterTypes.forget(form),
    };
  }

  async run(
    sql: string,
    parameters: readonly unknown[],
    signal?: AbortSignal,
  ): Promise<PostgresQueryResult<unknown>> {
    return this.#run({ sql, parameters, signal });
  }

  /** Makes transactions that begin later fail if they wait longer for a lock, in milliseconds. */
  limitLockWaits(milliseconds: number | undefined): void {
    this.#lockTimeLimit = milliseconds;
  }

  /**
   * Runs statements in a transaction.
   *
   * @param lockTimeLimit how long it may wait for a lock, in milliseconds. Default: no limit.
   */
  async transact<T>(work: () => Promise<T>, lockTimeLimit?: number): Promise<T> {
    this.limitLockWaits(lockTimeLimit);
    await this.run("begin", []);
    try {
      const result = await work();
      await this.run("commit", []);
      return result;
    } catch (error) {
      await this.run("rollback", []);
      throw error;
    }
  }

  fail(error: HandsFreeError): void {
    if (this.#transaction) this.#transaction.failure ??= error;
  }

  retire(error: HandsFreeError): void {
    if (this.#native.released) return;
    this.#retired = error;
    const running = this.#last;
    // If the server does not answer, the connection must still return to its pool.
    const giveUp = setTimeout(() => this.#native.release(true), cancellationTimeLimit);
    this.#last = running
      .then(() => this.#rollback())
      .catch(() => undefined)
      .finally(() => {
        clearTimeout(giveUp);
        this.release();
      });
    this.#native.stop(error);
  }

  release(): void {
    // The next user of the connection must not get an open transaction.
    this.#native.release(this.#transaction !== undefined);
  }

  #signalOf(options: AbortableOperationOptions | undefined): AbortSignal | undefined {
    return eitherSignal(this.#context.signal, options?.signal);
  }

  /** Runs statements one at a time: `pg` deprecates concurrent ones, and version 9 removes them. */
  #inTurn<T>(work: () => T | Promise<T>): Promise<T> {
    const result = this.#last.then(() => {
      if (this.#retired) throw this.#retired;
      return work();
    });
    this.#last = result.catch(() => undefined);
    return result;
  }

  async #runAlone(statement: Statement): Promise<QueryResult<unknown>> {
    const { command, rowCount, rows } = await this.#run(statement);
    const changes = writes.has(command) ? { numAffectedRows: BigInt(rowCount) } : {};
    return { ...changes, rows };
  }

  async #run(statement: Statement): Promise<PostgresQueryResult<unknown>> {
    const result = await this.#runText(statement);
    try {
      return toQueryResult(result);
    } catch (error) {
      this.fail(classifyError(error));
      throw error;
    }
  }

  #runText(statement: Statement): Promise<TextResult> {
    return this.#inTurn(() => {
      // The server rolls back when a connection is lost, and the earlier error says more.
      if (this.#native.givenUp && /^\s*rollback(?! to)\b/i.test(statement.sql)) return nothing;
      // For example a stream that is read after its transaction: the connection may have another user by now.
      if (this.#native.released) throw hasEnded();
      return this.#dispatch(statement);
    });
  }

  #dispatch(statement: Statement): Promise<TextResult> {
    const { sql } = statement;
    const verb = /^\s*(begin|start transaction|commit|rollback(?! to))\b/i.exec(sql)?.[1];
    switch (verb?.toLowerCase()) {
      case undefined:
        return this.#transaction === undefined
          ? this.#runOutside(statement)
          : this.#runInside(this.#transaction, statement);
      case "commit":
        return this.#commit();
      case "rollback":
        return this.#rollback();
      default:
        return this.#begin(sql);
    }
  }

  #runOutside(statement: Statement): Promise<TextResult> {
    if (mayBeRefused(statement.sql)) return this.#runUnlessRefused(statement);
    return statement.keepsPlan === true
      ? this.#native.runPrepared(statement, this.#place)
      : this.#native.runCancellable(statement, this.#place);
  }

  async #runInside(transaction: OpenTransaction, statement: Statement): Promise<TextResult> {
    const toSavepoint = /^\s*rollback to\b/i.test(statement.sql);
    if (!toSavepoint) transaction.requireIntact();
    try {
      if (statement.parameters.length === 0) await this.#sendBeginning(transaction);
      const after = transaction.takeBeginning();
      const result = await this.#native.runCancellable({ ...statement, after }, this.#place);
      if (toSavepoint) transaction.failure = undefined;
      return result;
    } catch (error) {
      transaction.failure ??= error;
      throw error;
    }
  }

  async #runUnlessRefused(statement: Statement): Promise<TextResult> {
    await this.#begin("begin");
    try {
      const result = await this.#runInside(this.#transaction as OpenTransaction, statement);
      toQueryResult(result);
      await this.#commit();
      remember(statement.sql);
      return result;
    } catch (error) {
      await this.#rollback();
      throw error;
    }
  }

  /** Learns types. In a transaction, a failure leaves it as it was. */
  async #learn(sql: string): Promise<readonly TextResult[]> {
    const transaction = this.#transaction;
    if (transaction === undefined) return this.#native.runScript(sql, this.#place);
    transaction.requireIntact();
    await this.#sendBeginning(transaction);
    await this.#native.run(learning.begin, this.#place);
    try {
      return await this.#native.runScript(`${sql}; ${learning.keep}`, this.#place);
    } catch (error) {
      await this.#native.run(learning.undo, this.#place);
      throw error;
    }
  }

  async #begin(sql: string): Promise<TextResult> {
    const transaction = new OpenTransaction(sql, this.#lockTimeLimit);
    // Only one statement can be sent before another.
    if (sql.includes(";")) await this.#sendBeginning(transaction);
    this.#transaction = transaction;
    return nothing;
  }

  async #sendBeginning(transaction: OpenTransaction): Promise<void> {
    const beginning = transaction.takeBeginning();
    if (beginning.length > 0) await this.#native.run(beginning.join("; "), this.#place);
  }

  async #commit(): Promise<TextResult> {
    const transaction = this.#transaction;
    if (transaction?.failure !== undefined) {
      await this.#rollback();
      throw transactionAborted(transaction.failure);
    }
    if (transaction?.hasBegun === false) {
      this.#transaction = undefined;
      return nothing;
    }
    try {
      const result = await this.#native.run("commit", this.#place);
      this.#transaction = undefined;
      if (result.command === "ROLLBACK") throw transactionAborted();
      return result;
    } catch (error) {
      const { code, cause } = classifyError(error);
      if (code !== "database_unavailable") {
        this.#transaction = undefined;
        throw error;
      }
      throw new DatabaseError(
        code,
        "the connection was lost during a commit, so whether it was kept is not known; check before you try again",
        { cause },
      );
    }
  }

  async #rollback(): Promise<TextResult> {
    if (this.#transaction?.hasBegun !== true) {
      this.#transaction = undefined;
      return nothing;
    }
    try {
      const result = await this.#native.run("rollback", this.#place);
      this.#transaction = undefined;
      return result;
    } catch (error) {
      // The server rolls back when a connection is lost, and the earlier error says more.
      if (classifyError(error).code === "database_unavailable") return nothing;
      throw error;
    }
  }

  get #place(): StatementPlace {
    const transaction = this.#transaction;
    return {
      inTransaction: transaction !== undefined,
      readOnly: this.#context.readOnly || transaction?.readOnly === true,
    };
  }
}

const nothing: TextResult = { command: "SELECT", rowCount: 0, oid: 0, rows: [], fields: [] };

function hasEnded(): DatabaseError {
  return new DatabaseError("invalid_query", "the transaction of this statement has ended");
}
