import type { PostgresCursor, PostgresPoolClient, PostgresQueryResult } from "kysely";
import type { PoolClient } from "pg";
import { DatabaseError } from "../errors.ts";
import { classifyError } from "./classify-error.ts";
import { encodeParameter } from "./encode.ts";

/**
 * What Kysely holds for one query or one transaction. It encodes, classifies, and remembers whether a
 * statement of the transaction failed: PostgreSQL answers the COMMIT of such a one with ROLLBACK, which
 * is no error, and knows nothing of a value that was refused on this side.
 */
export class PostgresClient implements PostgresPoolClient {
  readonly #native: PoolClient;
  readonly #onRelease: () => void;
  #transaction: { failure?: unknown } | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(native: PoolClient, onRelease: () => void) {
    this.#native = native;
    this.#onRelease = onRelease;
  }

  query<R>(sql: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<R>>;
  query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>;
  query<R>(
    statement: string | PostgresCursor<R>,
    parameters: readonly unknown[] = [],
  ): PostgresCursor<R> | Promise<PostgresQueryResult<R>> {
    if (typeof statement !== "string") {
      throw new DatabaseError(
        "invalid_query",
        "streaming is not supported yet; page through the rows instead",
      );
    }
    // In turn: to hand `pg` a statement while another runs is deprecated, and ends with its version 9.
    const result = this.#last.then(() => this.#dispatch(statement, parameters));
    this.#last = result.catch(() => undefined);
    return result as Promise<PostgresQueryResult<R>>;
  }

  release(): void {
    // Whoever gets the connection next must not find somebody's transaction on it.
    this.#native.release(this.#transaction !== undefined);
    this.#onRelease();
  }

  #dispatch(sql: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<unknown>> {
    const verb = /^\s*(begin|start transaction|commit|rollback(?! to))\b/i.exec(sql)?.[1];
    switch (verb?.toLowerCase()) {
      case undefined:
        return this.#runInTransaction(sql, parameters);
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
  ): Promise<PostgresQueryResult<unknown>> {
    const transaction = this.#transaction;
    if (transaction === undefined) return this.#run(sql, parameters);
    const toSavepoint = /^\s*rollback to\b/i.test(sql);
    if (transaction.failure !== undefined && !toSavepoint) throw aborted(transaction.failure);
    try {
      const result = await this.#run(sql, parameters);
      if (toSavepoint) delete transaction.failure;
      return result;
    } catch (error) {
      transaction.failure ??= error;
      throw error;
    }
  }

  async #begin(sql: string): Promise<PostgresQueryResult<unknown>> {
    const result = await this.#run(sql);
    this.#transaction = {};
    return result;
  }

  async #commit(): Promise<PostgresQueryResult<unknown>> {
    const failure = this.#transaction?.failure;
    if (failure !== undefined) {
      await this.#rollback();
      throw aborted(failure);
    }
    try {
      const result = await this.#run("commit");
      this.#transaction = undefined;
      if ((result.command as string) === "ROLLBACK") throw aborted();
      return result;
    } catch (error) {
      const { code, cause } = classifyError(error);
      if (code !== "database_unavailable") {
        this.#transaction = undefined;
        throw error;
      }
      throw new DatabaseError(
        code,
        "the connection was lost during a commit, so whether it was kept is not known; look before you try again",
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
      // The server rolls back what a lost connection leaves; what went wrong before says more.
      if (classifyError(error).code === "database_unavailable") return nothing;
      throw error;
    }
  }

  async #run(
    text: string,
    parameters: readonly unknown[] = [],
  ): Promise<PostgresQueryResult<unknown>> {
    try {
      const result = await this.#native.query({ text, values: parameters.map(encodeParameter) });
      return result as unknown as PostgresQueryResult<unknown>;
    } catch (error) {
      throw classifyError(error);
    }
  }
}

const nothing: PostgresQueryResult<unknown> = { command: "SELECT", rowCount: 0, rows: [] };

function aborted(failure?: unknown): DatabaseError {
  return new DatabaseError(
    "transaction_aborted",
    "nothing of this transaction was kept, because one of its statements failed",
    { cause: failure },
  );
}
