import type { DuckDBConnection as NativeConnection } from "@duckdb/node-api";
import {
  CompiledQuery,
  type DatabaseConnection,
  type QueryResult,
  type TransactionSettings,
} from "kysely";
import { DatabaseError } from "../errors.ts";
import { classifyError } from "./classify-error.ts";
import type { Lanes } from "./lanes.ts";
import { run } from "./run.ts";

interface OpenTransaction {
  readonly native: NativeConnection;
  readonly release: () => void;
  /** The first statement that failed. DuckDB lets such a transaction commit, and keeps none of it. */
  failure?: unknown;
}

/**
 * What Kysely holds for one query or one transaction. It picks the connection when it knows what is
 * asked: the writer for a transaction and for whatever is not plainly a SELECT, a reader otherwise.
 */
export class DuckDbConnection implements DatabaseConnection {
  readonly #lanes: Lanes;
  #transaction: OpenTransaction | undefined;

  constructor(lanes: Lanes) {
    this.#lanes = lanes;
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    const transaction = this.#transaction;
    if (transaction === undefined) {
      const lane =
        query.query.kind === "SelectQueryNode" ? this.#lanes.reader() : this.#lanes.writer();
      return lane.use((native) => run<Row>(native, query));
    }
    try {
      return await run<Row>(transaction.native, query);
    } catch (error) {
      transaction.failure ??= error;
      throw error;
    }
  }

  // oxlint-disable-next-line require-yield -- the interface wants a generator
  async *streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new DatabaseError(
      "invalid_query",
      "streaming is not supported yet; page through the rows instead",
    );
  }

  async begin(settings: TransactionSettings): Promise<void> {
    if (settings.isolationLevel !== undefined && settings.isolationLevel !== "snapshot") {
      throw new DatabaseError(
        "invalid_query",
        `DuckDB has snapshot isolation only, not ${settings.isolationLevel}`,
      );
    }
    const readOnly = settings.accessMode === "read only";
    const { connection, release } = await (
      readOnly ? this.#lanes.reader() : this.#lanes.writer()
    ).acquire();
    try {
      await run(
        connection,
        CompiledQuery.raw(readOnly ? "BEGIN TRANSACTION READ ONLY" : "BEGIN TRANSACTION"),
      );
    } catch (error) {
      release();
      throw error;
    }
    this.#transaction = { native: connection, release };
  }

  /** @throws {DatabaseError} `transaction_aborted` when a statement failed, even if its error was caught. */
  async commit(): Promise<void> {
    const failure = this.#transaction?.failure;
    if (failure !== undefined) {
      await this.rollback();
      throw new DatabaseError(
        "transaction_aborted",
        "nothing of this transaction was kept, because one of its statements failed",
        { cause: failure },
      );
    }
    await this.#end("COMMIT");
  }

  async rollback(): Promise<void> {
    if (this.#transaction !== undefined) await this.#end("ROLLBACK");
  }

  async #end(statement: "COMMIT" | "ROLLBACK"): Promise<void> {
    const transaction = this.#transaction;
    if (transaction === undefined)
      throw new DatabaseError("invalid_query", `${statement} outside a transaction`);
    this.#transaction = undefined;
    try {
      await transaction.native.run(statement);
    } catch (error) {
      throw classifyError(error);
    } finally {
      transaction.release();
    }
  }
}
