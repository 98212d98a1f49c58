import type { PostgresCursor, PostgresQueryResult } from "kysely";
import { withCallersStack } from "../callers-stack.ts";
import { DatabaseError, type HandsFreeError } from "../errors.ts";
import { onStop, StopSource, throwIfStopped } from "../stop-source.ts";
import { streamTimedOut } from "../stream-timed-out.ts";

/** The connection that a cursor is on. */
export interface CursorHost {
  readonly inTransaction: boolean;
  /** How long a stream may be open, in milliseconds. */
  readonly streamTimeLimit: number;
  /** Is stopped when the database is closed. */
  readonly closing: AbortSignal;
  run(
    sql: string,
    parameters: readonly unknown[],
    signal?: AbortSignal,
  ): Promise<PostgresQueryResult<unknown>>;
  /** Keeps its transaction from being committed. */
  fail(error: HandsFreeError): void;
  /** Rolls back and goes back to the pool before its user lets go of it, who then gets the error. */
  retire(error: HandsFreeError): void;
}

const write = /^\s*(?:insert|update|delete|merge)\b/i;
/** Planned for all rows, not for the first few. Reading only, since what a stream does is rolled back. */
const begin = "begin read only; set local cursor_tuple_fraction to 1";
let made = 0;

/**
 * A cursor of the server's, which Kysely makes for a stream and the client puts on its connection. Each
 * step is a statement like any other, so it takes its turn there and can be cancelled. Outside a
 * transaction it makes one.
 */
export class RowCursor<Row> implements PostgresCursor<Row> {
  readonly #name = `stream_${++made}`;
  readonly #sql: string;
  readonly #parameters: readonly unknown[];
  #place: { host: CursorHost; stop: StopSource; ownTransaction: boolean } | undefined;
  #declared = false;
  #ended = false;

  constructor(sql: string, parameters: unknown[]) {
    this.#sql = sql;
    this.#parameters = parameters;
  }

  /** Starts the clock, which ends it whatever its reader does or does not do. */
  attach(host: CursorHost, cancelled: AbortSignal | undefined): this {
    const stop = new StopSource(cancelled, host.closing);
    const ownTransaction = !host.inTransaction;
    this.#place = { host, stop, ownTransaction };
    stop.stopAfter(host.streamTimeLimit, streamTimedOut(host.streamTimeLimit));
    onStop(stop.signal, (error) => {
      this.#ended = true;
      if (ownTransaction) host.retire(error);
      else host.fail(error);
    });
    return this;
  }

  /** Kysely, which tells of every other statement who called, does not of these. */
  read(rowsCount: number): Promise<Row[]> {
    return withCallersStack(() => this.#read(rowsCount));
  }

  async #read(rowsCount: number): Promise<Row[]> {
    const { host, stop } = this.#attached();
    throwIfStopped(stop.signal);
    if (this.#ended) return [];
    if (!this.#declared) await this.#declare();
    const fetch = `fetch forward ${rowsCount} from ${this.#name}`;
    const { rows } = await host.run(fetch, [], stop.signal);
    if (rows.length < rowsCount) await this.close();
    return rows as Row[];
  }

  async close(): Promise<void> {
    const { host, stop, ownTransaction } = this.#attached();
    stop.release();
    if (this.#ended) return;
    this.#ended = true;
    // What failed before is told already, and a transaction that cannot be ended goes with its connection.
    if (ownTransaction) await host.run("rollback", []).catch(() => undefined);
    else if (this.#declared) await host.run(`close ${this.#name}`, []).catch(() => undefined);
  }

  async #declare(): Promise<void> {
    const { host, stop, ownTransaction } = this.#attached();
    if (write.test(this.#sql)) {
      throw new DatabaseError(
        "invalid_query",
        "only a SELECT can be streamed; execute this instead",
      );
    }
    if (ownTransaction) await host.run(begin, [], stop.signal);
    const declare = `declare ${this.#name} no scroll cursor for ${this.#sql}`;
    await host.run(declare, this.#parameters, stop.signal);
    this.#declared = true;
  }

  #attached(): { host: CursorHost; stop: StopSource; ownTransaction: boolean } {
    if (this.#place === undefined) throw new Error("a cursor that no client was given");
    return this.#place;
  }
}
