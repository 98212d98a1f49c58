import type { CompiledQuery, PostgresQueryResult } from "kysely";
import { DatabaseError, type HandsFreeError } from "../errors.ts";
import { onStop, StopSource, throwIfStopped } from "../stop-source.ts";
import { streamTimedOut } from "../time-limit.ts";

/** The connection that a cursor uses. */
export interface CursorHost {
  readonly inTransaction: boolean;
  /** The time limit of an open stream in milliseconds. */
  readonly streamTimeLimit: number;
  /** Aborted when the database is closed. */
  readonly closing: AbortSignal;
  run(
    sql: string,
    parameters: readonly unknown[],
    signal?: AbortSignal,
  ): Promise<PostgresQueryResult<unknown>>;
  /** Prevents the commit of the transaction. */
  fail(error: HandsFreeError): void;
  /** Rolls back and returns the connection to the pool. The next statement of its user throws the error. */
  retire(error: HandsFreeError): void;
}

const write = /^\s*(?:insert|update|delete|merge)\b/i;
/** The query is planned for all rows, not for the first few. The transaction is read-only, since it is rolled back. */
const begin = "begin read only; set local cursor_tuple_fraction to 1";
let made = 0;

/**
 * A cursor on the server. Each step is an ordinary statement, so it waits for earlier statements of the
 * connection and can be cancelled. Outside a transaction the cursor begins one.
 */
export class RowCursor<Row> {
  readonly #name = `stream_${++made}`;
  readonly #host: CursorHost;
  readonly #query: CompiledQuery;
  readonly #stop: StopSource;
  readonly #ownTransaction: boolean;
  #declared = false;
  #ended = false;

  /** Starts the time limit, which ends the stream even if nothing reads it. */
  constructor(host: CursorHost, query: CompiledQuery, signal: AbortSignal | undefined) {
    this.#host = host;
    this.#query = query;
    this.#stop = new StopSource(signal, host.closing);
    this.#ownTransaction = !host.inTransaction;
    this.#stop.stopAfter(host.streamTimeLimit, streamTimedOut);
    onStop(this.#stop.signal, (error) => {
      this.#ended = true;
      if (this.#ownTransaction) host.retire(error);
      else host.fail(error);
    });
  }

  /** @returns no rows at the end. */
  async read(rowsCount: number): Promise<Row[]> {
    const { signal } = this.#stop;
    throwIfStopped(signal);
    if (this.#ended) return [];
    if (!this.#declared) await this.#declare();
    const fetch = `fetch forward ${rowsCount} from ${this.#name}`;
    const { rows } = await this.#host.run(fetch, [], signal);
    if (rows.length < rowsCount) await this.close();
    return rows as Row[];
  }

  async close(): Promise<void> {
    this.#stop.release();
    if (this.#ended) return;
    this.#ended = true;
    const end = this.#declared ? `close ${this.#name}` : undefined;
    const sql = this.#ownTransaction ? "rollback" : end;
    // The caller already has the first error. A transaction that cannot be ended ends with its connection.
    if (sql !== undefined) await this.#host.run(sql, []).catch(() => undefined);
  }

  async #declare(): Promise<void> {
    const { sql, parameters } = this.#query;
    const { signal } = this.#stop;
    if (write.test(sql)) {
      throw new DatabaseError(
        "invalid_query",
        "only a SELECT can be streamed; execute this instead",
      );
    }
    if (this.#ownTransaction) await this.#host.run(begin, [], signal);
    const declare = `declare ${this.#name} no scroll cursor for ${sql}`;
    await this.#host.run(declare, parameters, signal);
    this.#declared = true;
  }
}
