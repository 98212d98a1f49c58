import { Problem } from "./problem.ts";

/** The longest that a body waits for room, in milliseconds. */
const longestWait = 10_000;
/** The most bodies that wait at a time; each holds a socket. */
const mostWaiting = 1000;

interface Waiting {
  readonly bytes: number;
  readonly admit: () => void;
}

/**
 * Bytes of memory that all requests share. What finds no room waits for its turn, in the order of arrival, so that a
 * large body is not passed by for ever.
 */
export class ByteBudget {
  readonly #limit: number;
  readonly #waiting: Waiting[] = [];
  #used = 0;

  /** @param limit in bytes; what is larger by itself gets its turn when it is alone. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Whether there is room now; it is taken then. */
  tryTake(bytes: number): boolean {
    if (this.#waiting.length > 0 || !this.#fits(bytes)) return false;
    this.#used += bytes;
    return true;
  }

  /** @throws {Problem} 503 where there is no room for too long, or too many wait. */
  async take(bytes: number, signal: AbortSignal): Promise<void> {
    if (this.tryTake(bytes)) return;
    if (this.#waiting.length >= mostWaiting) throw busy();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const waiting = { bytes, admit: resolve };
    const giveUp = (): void => {
      const place = this.#waiting.indexOf(waiting);
      if (place < 0) return;
      this.#waiting.splice(place, 1);
      this.#admit();
      reject(busy());
    };
    const timer = setTimeout(giveUp, longestWait);
    signal.addEventListener("abort", giveUp);
    this.#waiting.push(waiting);
    try {
      await promise;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener("abort", giveUp);
    }
  }

  give(bytes: number): void {
    this.#used -= bytes;
    this.#admit();
  }

  #fits(bytes: number): boolean {
    return this.#used === 0 || this.#used + bytes <= this.#limit;
  }

  #admit(): void {
    for (let [first] = this.#waiting; first && this.#fits(first.bytes); [first] = this.#waiting) {
      this.#waiting.shift();
      this.#used += first.bytes;
      first.admit();
    }
  }
}

/** What a sender is told while there is no room for its body. */
export function busy(): Problem {
  return new Problem(503, "overloaded", "too many large bodies are on their way; try again");
}
