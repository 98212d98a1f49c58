import type { HandsFreeError } from "../../errors.ts";
import { onStop, throwIfStopped } from "../../stop-source.ts";
import type { Session } from "../session/session.ts";
import { transact } from "./commit-group.ts";
import { SettledTask, type Task } from "./task.ts";
import { startLimits, type TransactionLimits } from "../engine/transaction-limits.ts";

/** Opens and returns the connection of a transaction. */
export interface TransactionPlace {
  /** Called when it is the transaction's turn. */
  readonly open: () => Promise<Session>;
  readonly done: (session: Session) => Promise<void>;
}

/**
 * A caller's transaction. It has a connection of its own, so that no other statement sees what it sets there.
 * The writer waits from its BEGIN to its end.
 */
export class TransactionTask extends SettledTask<void> implements Task {
  readonly bytes = 1000;
  readonly sharesCommit = false;
  readonly #limits: TransactionLimits;
  readonly #place: TransactionPlace;
  readonly #begun = Promise.withResolvers<Session>();
  readonly #ended = Promise.withResolvers<"commit" | "rollback">();
  #stopped: HandsFreeError | undefined;

  constructor(limits: TransactionLimits, place: TransactionPlace) {
    super();
    this.#limits = limits;
    this.#place = place;
    // A transaction that does not begin rejects both promises, and its caller waits for one of them.
    this.settled.catch(() => undefined);
    this.#begun.promise.catch(() => undefined);
  }

  /** Resolves when it is this transaction's turn. */
  get begun(): Promise<Session> {
    return this.#begun.promise;
  }

  /** The reason why it was rolled back before its caller ended it. */
  get stopped(): HandsFreeError | undefined {
    return this.#stopped;
  }

  async run(): Promise<void> {
    const session = await this.#place.open();
    const error = await transact(session, [() => this.#runOn(session)]);
    await this.#place.done(session);
    if (error !== undefined) throw error;
  }

  runDurably(): Promise<void> {
    return this.run();
  }

  async #runOn(session: Session): Promise<void> {
    const stop = startLimits(this.#limits);
    try {
      throwIfStopped(stop.signal);
      onStop(stop.signal, (error) => {
        this.#stopped = error;
        // Only this transaction uses the connection now.
        session.stop(error);
        this.#ended.resolve("rollback");
      });
      this.#begun.resolve(session);
      const how = await this.#ended.promise;
      if (this.#stopped) throw this.#stopped;
      if (how === "rollback") throw new RolledBack();
    } finally {
      stop.release();
    }
  }

  /** Ends the transaction, and waits until it is durable or rolled back. */
  async end(how: "commit" | "rollback"): Promise<void> {
    this.#ended.resolve(how);
    try {
      await this.settled;
    } catch (error) {
      if (!(error instanceof RolledBack)) throw error;
    }
  }

  override fail(error: unknown): void {
    this.#begun.reject(error);
    super.fail(error);
  }
}

/** Ends a transaction that its caller rolls back. Not visible to the caller. */
class RolledBack extends Error {}
