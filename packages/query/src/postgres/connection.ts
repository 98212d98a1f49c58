import type {
  AbortableOperationOptions,
  CompiledQuery,
  DatabaseConnection,
  PostgresQueryResult,
  QueryResult,
} from "kysely";
import type { PoolClient, QueryArrayResult } from "pg";
import { withCallersStack } from "../callers-stack.ts";
import { DatabaseError, type HandsFreeError } from "../errors.ts";
import { eitherSignal, onStop, StopSource } from "../stop-source.ts";
import { transactionAborted } from "../transaction-aborted.ts";
import { cancellationTimeLimit, runCancellable } from "./cancel-statement.ts";
import { classifyError } from "./classify-error.ts";
import { toQueryResult, undecoded } from "./decode.ts";
import { encodeParameter } from "./encode.ts";
import { requireSendable } from "./message-limits.ts";
import { mayBeRefused, remember } from "./returning.ts";
import { type CursorHost, RowCursor } from "./row-cursor.ts";
import type { SignsOfLife } from "./signs-of-life.ts";

/** The settings and functions of the pool that a connection uses. */
export interface ConnectionContext {
  /** Whether the database is open for reading only. */
  readonly readOnly: boolean;
  /** The time limit of a statement in milliseconds, if it has one. */
  readonly statementTimeLimit: number | undefined;
  readonly signsOfLife: SignsOfLife;
  /** The time limit of an open stream in milliseconds. */
  readonly streamTimeLimit: number;
  /** Aborted when the time limit for closing the database is over. */
  readonly closing: AbortSignal;
  /** The caller's signal. It ends all work on the connection. */
  readonly signal: AbortSignal | undefined;
  /** Asks the server to end the statement that the connection runs. */
  cancel(): Promise<void>;
  onRelease(): void;
}

/** The statements that report the number of changed rows. */
const writes: ReadonlySet<string> = new Set(["INSERT", "UPDATE", "DELETE", "MERGE"]);

/**
 * The connection of one query, one transaction or one caller of `connection()`. It remembers whether a statement
 * of the transaction failed. PostgreSQL answers the COMMIT of a failed transaction with ROLLBACK, which is not an
 * error, and it does not know about values that this side refused.
 */
export class PostgresConnection implements DatabaseConnection, CursorHost {
  readonly #native: PoolClient;
  readonly #context: ConnectionContext;
  readonly #stopListening: () => void;
  #transaction: { readonly readOnly: boolean; failure?: unknown } | undefined;
  /** Whether the server no longer accepts writes. */
  #demoted = false;
  /** Whether the connection was closed because the server did not answer. */
  #givenUp = false;
  #last: Promise<unknown> = Promise.resolve();
  #retired: HandsFreeError | undefined;
  #released = false;

  constructor(native: PoolClient, context: ConnectionContext) {
    this.#native = native;
    this.#context = context;
    this.#stopListening = onStop(context.closing, (error) => this.retire(error));
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
    const signal = this.#signalOf(options);
    const { command, rowCount, rows } = await withCallersStack(() =>
      this.run(sql, parameters, signal),
    );
    const changes = writes.has(command) ? { numAffectedRows: BigInt(rowCount) } : {};
    return { ...changes, rows: rows as R[] };
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

  /** Runs statements one at a time: `pg` deprecates concurrent ones, and version 9 removes them. */
  run(
    sql: string,
    parameters: readonly unknown[],
    signal?: AbortSignal,
  ): Promise<PostgresQueryResult<unknown>> {
    const result = this.#last.then(() => {
      if (this.#retired) throw this.#retired;
      // The server rolls back when a connection is lost, and the earlier error says more.
      if (this.#givenUp && /^\s*rollback(?! to)\b/i.test(sql)) return nothing;
      // For example a stream that is read after its transaction: the connection may have another user by now.
      if (this.#released) throw hasEnded();
      return this.#dispatch(sql, parameters, signal);
    });
    this.#last = result.catch(() => undefined);
    return result;
  }

  fail(error: HandsFreeError): void {
    if (this.#transaction) this.#transaction.failure ??= error;
  }

  retire(error: HandsFreeError): void {
    if (this.#released) return;
    const running = this.#last;
    // If the server does not answer, the connection must still return to its pool.
    const giveUp = setTimeout(() => this.#release(true), cancellationTimeLimit);
    this.#last = running
      .then(() => this.#rollback())
      .catch(() => undefined)
      .finally(() => {
        clearTimeout(giveUp);
        this.#retired = error;
        this.release();
      });
  }

  release(): void {
    // The next user of the connection must not get an open transaction.
    this.#release(this.#transaction !== undefined || this.#demoted);
  }

  #signalOf(options: AbortableOperationOptions | undefined): AbortSignal | undefined {
    return eitherSignal(this.#context.signal, options?.signal);
  }

  #release(destroy: boolean): void {
    if (this.#released) return;
    this.#released = true;
    this.#stopListening();
    this.#native.release(destroy);
    this.#context.onRelease();
  }

  #dispatch(
    sql: string,
    parameters: readonly unknown[],
    signal: AbortSignal | undefined,
  ): Promise<PostgresQueryResult<unknown>> {
    const verb = /^\s*(begin|start transaction|commit|rollback(?! to))\b/i.exec(sql)?.[1];
    switch (verb?.toLowerCase()) {
      case undefined:
        return this.#runInTransaction(sql, parameters, signal);
      case "commit":
        return this.#commit();
      case "rollback":
        return this.#rollback();
      default:
        return this.#begin(sql);
    }
  }

  async #runInTransaction(
    sql: string,
    parameters: readonly unknown[],
    signal: AbortSignal | undefined,
  ): Promise<PostgresQueryResult<unknown>> {
    const transaction = this.#transaction;
    if (transaction === undefined) {
      return mayBeRefused(sql)
        ? this.#runUnlessRefused(sql, parameters, signal)
        : this.#runCancellable(sql, parameters, signal);
    }
    const toSavepoint = /^\s*rollback to\b/i.test(sql);
    if (transaction.failure !== undefined && !toSavepoint) throw isAborted(transaction.failure);
    try {
      const result = await this.#runCancellable(sql, parameters, signal);
      if (toSavepoint) delete transaction.failure;
      return result;
    } catch (error) {
      transaction.failure ??= error;
      throw error;
    }
  }

  async #runUnlessRefused(
    sql: string,
    parameters: readonly unknown[],
    signal: AbortSignal | undefined,
  ): Promise<PostgresQueryResult<unknown>> {
    await this.#begin("begin");
    try {
      const result = await this.#runInTransaction(sql, parameters, signal);
      await this.#commit();
      remember(sql);
      return result;
    } catch (error) {
      await this.#rollback();
      throw error;
    }
  }

  async #begin(sql: string): Promise<PostgresQueryResult<unknown>> {
    const result = await this.#run(sql);
    this.#transaction = { readOnly: /\bread only\b/i.test(sql) };
    return result;
  }

  async #commit(): Promise<PostgresQueryResult<unknown>> {
    const failure = this.#transaction?.failure;
    if (failure !== undefined) {
      await this.#rollback();
      throw transactionAborted(failure);
    }
    try {
      const result = await this.#run("commit");
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

  async #rollback(): Promise<PostgresQueryResult<unknown>> {
    if (this.#transaction === undefined) return nothing;
    try {
      const result = await this.#run("rollback");
      this.#transaction = undefined;
      return result;
    } catch (error) {
      // The server rolls back when a connection is lost, and the earlier error says more.
      if (classifyError(error).code === "database_unavailable") return nothing;
      throw error;
    }
  }

  async #runCancellable(
    sql: string,
    parameters: readonly unknown[],
    signal: AbortSignal | undefined,
  ): Promise<PostgresQueryResult<unknown>> {
    const stop = new StopSource(signal, this.closing);
    const { statementTimeLimit: limit } = this.#context;
    if (limit !== undefined) stop.stopAfter(limit, statementTimedOut);
    try {
      return await runCancellable(
        {
          run: () => this.#run(sql, parameters),
          cancel: () => this.#context.cancel(),
          giveUp: () => this.#giveUp(),
        },
        stop.signal,
      );
    } finally {
      stop.release();
    }
  }

  async #run(
    text: string,
    parameters: readonly unknown[] = [],
  ): Promise<PostgresQueryResult<unknown>> {
    try {
      const values = parameters.map(encodeParameter);
      requireSendable(text, values);
      const result: unknown = await this.#context.signsOfLife.during(
        () => this.#native.query({ text, values, ...undecoded }),
        () => this.#giveUp(),
      );
      // A text of several statements, such as a migration file, has several results.
      const last = Array.isArray(result) ? result.at(-1) : result;
      return toQueryResult(last as QueryArrayResult<(string | null)[]>);
    } catch (thrown) {
      const error = classifyError(thrown);
      this.#demoted ||= error.code === "database_read_only" && !this.#isReadOnly;
      throw this.#givenUp && error.code === "database_unavailable" ? this.#noAnswer(error) : error;
    }
  }

  #giveUp(): void {
    this.#givenUp = true;
    this.#release(true);
  }

  get #isReadOnly(): boolean {
    return this.#context.readOnly || this.#transaction?.readOnly === true;
  }

  /** Inside a transaction nothing was kept yet. An unknown outcome of its COMMIT has its own error. */
  #noAnswer(cause: HandsFreeError): DatabaseError {
    const retryable = this.#transaction !== undefined;
    const kept = retryable
      ? "nothing of the transaction was kept; try again"
      : "whether the statement was kept is not known, so check before you try again";
    const message = `the database server no longer answers; ${kept}`;
    return new DatabaseError("database_unavailable", message, { cause, retryable });
  }
}

function statementTimedOut(limit: number): DatabaseError {
  return new DatabaseError("query_timed_out", `a statement took longer than ${limit} ms`, {
    retryable: true,
  });
}

const nothing: PostgresQueryResult<unknown> = { command: "SELECT", rowCount: 0, rows: [] };

function hasEnded(): DatabaseError {
  return new DatabaseError("invalid_query", "the transaction of this statement has ended");
}

function isAborted(cause: unknown): DatabaseError {
  const message = "a statement of this transaction failed before, so it can only be rolled back";
  return new DatabaseError("transaction_aborted", message, { cause });
}
