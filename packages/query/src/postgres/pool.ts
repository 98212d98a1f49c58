import type { Socket } from "node:net";
import { setTimeout as setTimeoutPromise } from "node:timers/promises";
import type { Pool, PoolClient, QueryResult } from "pg";
import { DatabaseError, type HandsFreeError } from "../errors.ts";
import { onStop, throwIfStopped } from "../stop-source.ts";
import { ParameterTypes } from "./batches/parameter-types.ts";
import { cancellationTimeLimit } from "./cancel-statement.ts";
import type { Canceller } from "./canceller.ts";
import { classifyError } from "./classify-error.ts";
import { PostgresConnection } from "./connection.ts";
import { PreparedNames } from "./prepared-names.ts";
import { SignsOfLife } from "./signs-of-life.ts";

/** Makes casts of timestamps and bytes to text independent of the server's settings. */
const utcSession =
  "SET TimeZone TO 'UTC'; SET DateStyle TO 'ISO, YMD'; SET IntervalStyle TO 'postgres'; " +
  "SET bytea_output TO 'hex'; SET extra_float_digits TO 1; SET standard_conforming_strings TO on";

/** The time that `end` waits for the server after its time limit, in milliseconds. */
const lastWait = cancellationTimeLimit;

export interface GuardedPoolOptions {
  readonly readOnly: boolean;
  /** The time limit of a transaction that callers share, in milliseconds. */
  readonly transactionTimeLimit: number;
  /** The time limit of an open stream in milliseconds. */
  readonly streamTimeLimit: number;
  /** The time that `end` waits for connections in use, in milliseconds. */
  readonly closeTimeLimit: number;
  /** The time limit of a statement in milliseconds. Undefined for none. */
  readonly statementTimeLimit: number | undefined;
  /** The time that a statement waits before another connection checks the server, in milliseconds. */
  readonly answerTimeLimit: number;
}

/** A pool that prepares each connection before its first use, and that closes when no connection is in use. */
export class GuardedPool {
  readonly #pool: Pool;
  readonly #canceller: Canceller;
  readonly #options: GuardedPoolOptions;
  /** The process id on the server of each prepared connection. */
  readonly #pids: WeakMap<PoolClient, number> = new WeakMap();
  readonly #parameterTypes = new ParameterTypes();
  readonly #preparedNames = new PreparedNames();
  readonly #signsOfLife: SignsOfLife;
  readonly #natives = new Set<PoolClient>();
  /** Aborted when the time limit for closing is over. */
  readonly #closed = new AbortController();
  /** The connections in use, and callers that wait for one: a listener of the signal for each would cost more. */
  readonly #open = new Set<PostgresConnection>();
  readonly #inLine = new Set<(error: HandsFreeError) => void>();
  #inUse = 0;
  #drained = Promise.withResolvers<void>();
  #closing: Promise<void> | undefined;

  constructor(pool: Pool, canceller: Canceller, options: GuardedPoolOptions) {
    this.#pool = pool;
    this.#canceller = canceller;
    this.#options = options;
    // Without listeners a lost connection would end the process. The next user of the connection gets the error.
    pool.on("error", () => undefined);
    pool.on("connect", (client) => {
      client.on("error", () => undefined);
      this.#natives.add(client);
      client.once("end", () => this.#natives.delete(client));
    });
    this.#signsOfLife = new SignsOfLife(() => canceller.ask(), options.answerTimeLimit);
  }

  /** The time limit of a transaction that callers share, in milliseconds. */
  get transactionTimeLimit(): number {
    return this.#options.transactionTimeLimit;
  }

  /** Whether a long user of a connection should return it to callers that wait for one. */
  get isWanted(): boolean {
    // Once closing began, it would not get another one for those that wait for it.
    return this.#closing === undefined && this.#pool.waitingCount > 0;
  }

  /** @throws {DatabaseError} `database_closed` once closing began. */
  requireOpen(): void {
    if (this.#closing) throw databaseClosed();
  }

  /** @param signal ends the wait for the connection, and later all work on it. */
  async connect(signal?: AbortSignal): Promise<PostgresConnection> {
    this.requireOpen();
    throwIfStopped(signal);
    const stopped = Promise.withResolvers<never>();
    this.#inLine.add(stopped.reject);
    const release = signal && onStop(signal, stopped.reject);
    this.#inUse++;
    const connecting = this.#connect(signal);
    try {
      return await Promise.race([connecting, stopped.promise]);
    } catch (error) {
      // A caller that stops waiting still gets a connection later, and releases it.
      connecting.then(
        (connection) => connection.release(),
        () => this.#leave(),
      );
      throw classifyError(error);
    } finally {
      this.#inLine.delete(stopped.reject);
      release?.();
    }
  }

  /**
   * Waits for the users of connections and for waiting callers, whom `pg` would leave waiting forever. After the
   * time limit it closes their connections.
   */
  end(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const { closeTimeLimit } = this.#options;
    const takeAway = setTimeout(() => this.#takeAway(), closeTimeLimit);
    // A connection that is still being opened to a server that does not answer cannot be closed.
    const giveUp = setTimeout(() => this.#drained.resolve(), closeTimeLimit + lastWait);
    if (this.#inUse > 0) await this.#drained.promise;
    clearTimeout(takeAway);
    clearTimeout(giveUp);
    const wait = new AbortController();
    const ended = Promise.all([this.#pool.end(), this.#canceller.end()]).finally(() =>
      wait.abort(),
    );
    await Promise.race([
      ended,
      setTimeoutPromise(lastWait, undefined, wait).catch(() => undefined),
    ]);
    // Connections to a server that does not answer would keep the process alive.
    for (const native of [...this.#natives, ...this.#canceller.natives]) hangUp(native);
  }

  #takeAway(): void {
    this.#closed.abort(databaseClosed());
    for (const reject of this.#inLine) reject(databaseClosed());
    for (const connection of this.#open) connection.retire(databaseClosed());
  }

  async #connect(signal: AbortSignal | undefined): Promise<PostgresConnection> {
    const native = await this.#pool.connect();
    const pid = this.#pids.get(native) ?? (await this.#setUp(native));
    const connection: PostgresConnection = new PostgresConnection(native, {
      signal,
      readOnly: this.#options.readOnly,
      streamTimeLimit: this.#options.streamTimeLimit,
      statementTimeLimit: this.#options.statementTimeLimit,
      signsOfLife: this.#signsOfLife,
      parameterTypes: this.#parameterTypes,
      // A pooler reports a process id of its own.
      preparedNames: pid === processIdOf(native) ? this.#preparedNames : undefined,
      closing: this.#closed.signal,
      cancel: () => this.#canceller.cancel(pid),
      onRelease: () => {
        this.#open.delete(connection);
        this.#leave();
      },
    });
    this.#open.add(connection);
    return connection;
  }

  #leave(): void {
    this.#inUse--;
    if (this.#closing && this.#inUse === 0) this.#drained.resolve();
  }

  async #setUp(native: PoolClient): Promise<number> {
    const access = this.#options.readOnly ? "SET default_transaction_read_only TO on; " : "";
    try {
      // When the connection opens, a pooler may report a process id of its own. This is the server's.
      const setUp = `${utcSession}; ${access}SELECT pg_backend_pid() AS pid`;
      const results: unknown = await this.#signsOfLife.during(
        () => native.query(setUp),
        () => hangUp(native),
      );
      const pid = (results as QueryResult<{ pid: number }>[]).at(-1)?.rows[0]?.pid ?? 0;
      this.#pids.set(native, pid);
      return pid;
    } catch (error) {
      native.release(true);
      throw error;
    }
  }
}

/** The process id that was reported when the connection opened. `pg` declares no property for it. */
function processIdOf(native: PoolClient): number | null {
  return (native as unknown as { processID: number | null }).processID;
}

/** Closes the socket at once, without a message to the server. `pg` has no public function for this. */
function hangUp(native: PoolClient): void {
  (native as unknown as { connection: { stream: Socket } }).connection.stream.destroy();
}

function databaseClosed(): DatabaseError {
  return new DatabaseError("database_closed", "the database has been closed");
}
