import { onStop, StopSource, throwIfStopped } from "../../stop-source.ts";
import type { Session } from "../session/session.ts";
import { Semaphore } from "../session/semaphore.ts";
import type { TransactionLimits } from "../engine/transaction-limits.ts";

/** The maximum number of open transactions, since each holds a connection and its buffers. The others wait. */
const openAtOnce = 16;

/** An open read-only transaction. */
export interface ReadTransaction {
  /** Stopped when the transaction is ended before its user ends it. */
  readonly signal: AbortSignal;
  /** @throws {DatabaseError} the reason why the transaction was stopped, if it was. */
  readonly session: () => Session;
  /** Ends the transaction and frees its connection. */
  readonly end: () => Promise<void>;
}

/**
 * Read-only transactions of streams and callers. Each has its own connection, so that a long one does not
 * hold up writes or other reads.
 */
export class ReadTransactions {
  /** Opens a connection without a time limit, which the caller must close. */
  readonly openSession: () => Promise<Session>;
  readonly #connections = new Semaphore(openAtOnce);
  #used = 0;
  #idle = Promise.withResolvers<void>();

  constructor(openSession: () => Promise<Session>) {
    this.openSession = openSession;
  }

  /**
   * Opens a transaction. Its time limit begins when it is open.
   *
   * @param own the caller's own connection, if it has one.
   */
  async open(limits: TransactionLimits, own?: Session): Promise<ReadTransaction> {
    const stop = new StopSource(limits.cancelled, limits.closing);
    this.#used++;
    try {
      await this.#connections.acquireUnlessStopped(stop.signal);
    } catch (error) {
      this.#leave(stop);
      throw error;
    }
    try {
      return await this.#begin(stop, limits, own);
    } catch (error) {
      this.#connections.release();
      this.#leave(stop);
      throw error;
    }
  }

  /** Resolves when no transaction is open. */
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
      await session.execute("BEGIN TRANSACTION READ ONLY", signal);
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
      // Fails if the instance has ended. Then there is nothing to free.
      await session.endStream().catch(() => undefined);
      await session.control("ROLLBACK").catch(() => undefined);
      await close();
    } finally {
      this.#connections.release();
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
