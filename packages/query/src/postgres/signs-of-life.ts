/** A statement that waits for its answer. */
interface Waiting {
  readonly since: number;
  /** Ends its connection, and with it the statement. */
  readonly giveUp: () => void;
}

/**
 * Tells a server that is slow from one that is gone or stopped: a stopped one still holds its connections,
 * and its machine still answers for it, so neither the network nor a keep-alive finds out. While a statement
 * waits for long, the server is asked something else; where it does not answer that either, the statement's
 * connection is given up.
 */
export class SignsOfLife {
  readonly #ask: () => Promise<void>;
  readonly #answerTimeLimit: number;
  readonly #waiting = new Set<Waiting>();
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param ask resolves once the server has answered, be it with an error, and rejects when it did not.
   * @param answerTimeLimit how long a statement waits, in milliseconds, before the server is asked.
   */
  constructor(ask: () => Promise<void>, answerTimeLimit: number) {
    this.#ask = ask;
    this.#answerTimeLimit = answerTimeLimit;
  }

  /** Runs a statement, whose connection may be given up meanwhile. */
  async during<T>(run: () => Promise<T>, giveUp: () => void): Promise<T> {
    const waiting: Waiting = { since: performance.now(), giveUp };
    this.#waiting.add(waiting);
    if (this.#timer === undefined) this.#timer = this.#lookLater();
    try {
      return await run();
    } finally {
      this.#waiting.delete(waiting);
    }
  }

  async #look(): Promise<void> {
    const long = [...this.#waiting].filter(({ since }) => this.#isLong(since));
    if (long.length > 0 && !(await this.#isAlive())) {
      for (const waiting of long) if (this.#waiting.has(waiting)) waiting.giveUp();
    }
    // A timer for each statement would cost more than the look that finds none.
    this.#timer = this.#waiting.size === 0 ? undefined : this.#lookLater();
  }

  #lookLater(): NodeJS.Timeout {
    return setTimeout(() => void this.#look(), this.#answerTimeLimit).unref();
  }

  #isLong(since: number): boolean {
    return performance.now() - since >= this.#answerTimeLimit * 0.9;
  }

  async #isAlive(): Promise<boolean> {
    try {
      await this.#ask();
      return true;
    } catch {
      return false;
    }
  }
}
