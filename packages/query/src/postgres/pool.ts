import type { Socket } from "node:net";
import { setTimeout as setTimeoutPromise } from "node:timers/promises";
import type { Pool, PoolClient, QueryResult } from "pg";
import { DatabaseError } from "../errors.ts";
import { StopSource, throwIfStopped, unlessStopped } from "../stop-source.ts";
import { cancellationTimeLimit } from "./cancel-statement.ts";
import type { Canceller } from "./canceller.ts";
import { classifyError } from "./classify-error.ts";
import { PostgresConnection } from "./connection.ts";
import { SignsOfLife } from "./signs-of-life.ts";

/** Makes casts of timestamps and bytes to text independent of the server's settings. */
const utcSession =
  "SET TimeZone TO 'UTC'; SET DateStyle TO 'ISO, YMD'; SET IntervalStyle TO 'postgres'; " +
  "SET bytea_output TO 'hex'; SET extra_float_digits TO 1; SET standard_conforming_strings TO on";

/** The time that `end` waits for the server after its time limit, in milliseconds. */
const lastWait = cancellationTimeLimit;

export interface GuardedPoolOptions {
  readonly readOnly: boolean;
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
  readonly #stop = new StopSource();
  readonly #signsOfLife: SignsOfLife;
  readonly #natives = new Set<PoolClient>();
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

  /** @param signal ends the wait for the connection, and later all work on it. */
  async connect(signal?: AbortSignal): Promise<PostgresConnection> {
    if (this.#closing) throw databaseClosed();
    const stop = new StopSource(signal, this.#stop.signal);
    try {
      throwIfStopped(stop.signal);
      this.#inUse++;
      const connecting = this.#connect(signal);
      return await unlessStopped(connecting, stop.signal).catch((error: unknown) => {
        // A caller that stops waiting still gets a connection later, and releases it.
        connecting.then(
          (connection) => connection.release(),
          () => this.#leave(),
        );
        throw error;
      });
    } catch (error) {
      throw classifyError(error);
    } finally {
      stop.release();
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
    const takeAway = setTimeout(() => this.#stop.stop(databaseClosed()), closeTimeLimit);
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

  async #connect(signal: AbortSignal | undefined): Promise<PostgresConnection> {
    const native = await this.#pool.connect();
    const pid = this.#pids.get(native) ?? (await this.#setUp(native));
    return new PostgresConnection(native, {
      signal,
      readOnly: this.#options.readOnly,
      streamTimeLimit: this.#options.streamTimeLimit,
      statementTimeLimit: this.#options.statementTimeLimit,
      signsOfLife: this.#signsOfLife,
      closing: this.#stop.signal,
      cancel: () => this.#canceller.cancel(pid),
      onRelease: () => this.#leave(),
    });
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

/** Closes the socket at once, without a message to the server. `pg` has no public function for this. */
function hangUp(native: PoolClient): void {
  (native as unknown as { connection: { stream: Socket } }).connection.stream.destroy();
}

function databaseClosed(): DatabaseError {
  return new DatabaseError("database_closed", "the database has been closed");
}
