/** A statement that waits for the answer of the server. */
interface Waiting {
  readonly since: number;
  /** Closes the connection, which ends the statement. */
  readonly giveUp: () => void;
}

/**
 * Distinguishes a slow server from one that is gone or stopped. A stopped server keeps its connections, and its
 * machine still acknowledges packets, so neither the network nor a keep-alive detects it. If a statement waits
 * long, another connection asks the server. If that is not answered either, the statement's connection is closed.
 */
export class SignsOfLife {
  readonly #ask: () => Promise<void>;
  readonly #answerTimeLimit: number;
  readonly #waiting = new Set<Waiting>();
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param ask resolves once the server has answered, even with an error, and rejects if it does not answer.
   * @param answerTimeLimit the time that a statement waits, in milliseconds, before the server is asked.
   */
  constructor(ask: () => Promise<void>, answerTimeLimit: number) {
    this.#ask = ask;
    this.#answerTimeLimit = answerTimeLimit;
  }

  /** Runs a statement, and calls `giveUp` if the server does not answer. */
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
    // A timer for each statement would cost more than a check that finds none waiting.
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
