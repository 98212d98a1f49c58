import type { Session } from "../session.ts";
import { SettledTask, type Task } from "./task.ts";
import { timeLimitError } from "./unit-task.ts";

/** A transaction of the caller's own, which has the writer to itself from BEGIN to its end. */
export class TransactionTask extends SettledTask<void> implements Task {
  readonly bytes = 1000;
  readonly sharesCommit = false;
  readonly #timeLimit: number;
  readonly #begun = Promise.withResolvers<Session>();
  readonly #ended = Promise.withResolvers<"commit" | "rollback">();
  #timedOut = false;

  /** @param timeLimit in milliseconds. */
  constructor(timeLimit: number) {
    super();
    this.#timeLimit = timeLimit;
    // Whoever waits for the beginning is told there; the end then has nobody to tell.
    this.settled.catch(() => undefined);
    this.#begun.promise.catch(() => undefined);
  }

  /** Resolves when it is this transaction's turn. */
  get begun(): Promise<Session> {
    return this.#begun.promise;
  }

  get timedOut(): boolean {
    return this.#timedOut;
  }

  /** Runs between BEGIN and COMMIT of the group, in which it is alone. */
  async run(session: Session): Promise<void> {
    this.#begun.resolve(session);
    const timer = setTimeout(() => {
      this.#timedOut = true;
      this.#ended.resolve("rollback");
    }, this.#timeLimit);
    const how = await this.#ended.promise;
    clearTimeout(timer);
    if (this.#timedOut) throw timeLimitError(this.#timeLimit);
    if (how === "rollback") throw new RolledBack();
  }

  /** Ends the transaction, and waits until that is durable or undone. */
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

/** How a transaction that its caller rolls back leaves the group. Nobody outside sees it. */
class RolledBack extends Error {}
