import type { DuckDBInstance } from "@duckdb/node-api";
import { onStop, StopSource, throwIfStopped } from "../stop-source.ts";
import { Session } from "./session.ts";
import { Slots } from "./slots.ts";
import type { TransactionLimits } from "./transaction-limits.ts";
import type { ToError } from "./use.ts";

/** How many can be open: each holds a connection and its buffers. The others wait in line. */
const openAtOnce = 16;

/** A read-only transaction that is open. */
export interface ReadTransaction {
  /** Is stopped when the transaction is ended for its user. */
  readonly signal: AbortSignal;
  /** @throws {DatabaseError} what it was stopped with, when it was. */
  readonly session: () => Session;
  /** Frees its connection. */
  readonly end: () => Promise<void>;
}

/**
 * Read-only transactions, each on a connection of its own: streams, and those that a caller asks for.
 * Apart from the writer, so that a long look at one state of the data holds up nobody.
 */
export class ReadTransactions {
  readonly #instance: DuckDBInstance;
  readonly #threads: Slots;
  readonly #toError: ToError;
  readonly #connections = new Slots(openAtOnce);
  #used = 0;
  #idle = Promise.withResolvers<void>();

  /** @param threads what a running statement takes one of. */
  constructor(instance: DuckDBInstance, threads: Slots, toError: ToError) {
    this.#instance = instance;
    this.#threads = threads;
    this.#toError = toError;
  }

  /**
   * The clock starts when it is open, and then ends it, whatever its user does or does not do.
   *
   * @param own the caller's own connection, where it has one to run on.
   */
  async open(limits: TransactionLimits, own?: Session): Promise<ReadTransaction> {
    const stop = new StopSource(limits.cancelled, limits.closing);
    this.#used++;
    try {
      await this.#connections.takeUnlessStopped(stop.signal);
    } catch (error) {
      this.#leave(stop);
      throw error;
    }
    try {
      return await this.#begin(stop, limits, own);
    } catch (error) {
      this.#connections.give();
      this.#leave(stop);
      throw error;
    }
  }

  /** A connection of one's own, without a time limit; whoever opens it closes it. */
  openSession(): Promise<Session> {
    return Session.open(this.#instance, this.#threads, this.#toError);
  }

  /** Resolves when none is open. */
  async idle(): Promise<void> {
    if (this.#used > 0) await this.#idle.promise;
  }

  async #begin(
    stop: StopSource,
    { timeLimit, timedOut }: TransactionLimits,
    own: Session | undefined,
  ): Promise<ReadTransaction> {
    const { signal } = stop;
    const session = own ?? (await this.openSession());
    const close = async (): Promise<void> => (own ? undefined : session.close());
    try {
      await session.run({ sql: "BEGIN TRANSACTION READ ONLY", parameters: [] }, signal);
    } catch (error) {
      await close();
      throw error;
    }
    let ended: Promise<void> | undefined;
    const end = (): Promise<void> => (ended ??= this.#end(session, close, stop));
    stop.stopAfter(timeLimit, timedOut);
    onStop(signal, (error) => {
      session.stop(error);
      void end();
    });
    const sessionUnlessStopped = (): Session => {
      throwIfStopped(signal);
      return session;
    };
    return { signal, session: sessionUnlessStopped, end };
  }

  async #end(session: Session, close: () => Promise<void>, stop: StopSource): Promise<void> {
    try {
      // Where the instance has ended it fails, and so has nothing to free.
      await session.endStream().catch(() => undefined);
      await session.run({ sql: "ROLLBACK", parameters: [] }).catch(() => undefined);
      await close();
    } finally {
      this.#connections.give();
      this.#leave(stop);
    }
  }

  #leave(stop: StopSource): void {
    stop.release();
    this.#used--;
    if (this.#used > 0) return;
    this.#idle.resolve();
    this.#idle = Promise.withResolvers<void>();
  }
}
