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

/** With these, timestamps and bytes that are cast to text do not depend on the server's settings. */
const utcSession =
  "SET TimeZone TO 'UTC'; SET DateStyle TO 'ISO, YMD'; SET IntervalStyle TO 'postgres'; " +
  "SET bytea_output TO 'hex'; SET extra_float_digits TO 1; SET standard_conforming_strings TO on";

/** How long `end` waits for the server after its time limit, in milliseconds. */
const lastWait = cancellationTimeLimit;

export interface GuardedPoolOptions {
  readonly readOnly: boolean;
  /** How long a stream may be open, in milliseconds. */
  readonly streamTimeLimit: number;
  /** How long `end` waits for those who have a connection, in milliseconds. */
  readonly closeTimeLimit: number;
  /** How long a statement may run, in milliseconds. Undefined: as long as it takes. */
  readonly statementTimeLimit: number | undefined;
  /** How long a statement waits before the server is asked whether it is there, in milliseconds. */
  readonly answerTimeLimit: number;
}

/** A pool that sets connections up before their first use, and closes when none is in use. */
export class GuardedPool {
  readonly #pool: Pool;
  readonly #canceller: Canceller;
  readonly #options: GuardedPoolOptions;
  /** The server's process of each connection that is set up. */
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
    // Without listeners a lost connection would end the process. Its next user gets the error.
    pool.on("error", () => undefined);
    pool.on("connect", (client) => {
      client.on("error", () => undefined);
      this.#natives.add(client);
      client.once("end", () => this.#natives.delete(client));
    });
    this.#signsOfLife = new SignsOfLife(() => canceller.ask(), options.answerTimeLimit);
  }

  /** @param signal ends the wait for the connection, and then all that runs on it. */
  async connect(signal?: AbortSignal): Promise<PostgresConnection> {
    if (this.#closing) throw databaseClosed();
    const stop = new StopSource(signal, this.#stop.signal);
    try {
      throwIfStopped(stop.signal);
      this.#inUse++;
      const connecting = this.#connect(signal);
      return await unlessStopped(connecting, stop.signal).catch((error: unknown) => {
        // A caller that leaves the line gets a connection nevertheless, and passes it on.
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
   * Waits for the users of connections and for those in line (`pg` would leave the line waiting forever). After
   * the time limit it takes the connections from them.
   */
  end(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const { closeTimeLimit } = this.#options;
    const takeAway = setTimeout(() => this.#stop.stop(databaseClosed()), closeTimeLimit);
    // A connection that is only being made to a server that does not answer cannot be taken away.
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
    // Of a server that does not answer a goodbye: they would keep the process from ending.
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
      // A pooler between may tell a number of its own when the connection is made; this is the server's.
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

/** At once, and without a word to the server. `pg` has no public way to. */
function hangUp(native: PoolClient): void {
  (native as unknown as { connection: { stream: Socket } }).connection.stream.destroy();
}

function databaseClosed(): DatabaseError {
  return new DatabaseError("database_closed", "the database has been closed");
}
