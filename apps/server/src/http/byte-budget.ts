import { Problem } from "./problem.ts";

/** The longest time that a body waits for room, in milliseconds. */
const longestWait = 10_000;
/** The most bodies that wait at a time; each holds a socket. */
const mostWaiting = 1000;

interface Waiting {
  readonly bytes: number;
  readonly admit: () => void;
}

/**
 * Bytes of memory that all requests share. A body that finds no room waits in the order of arrival, so that smaller
 * bodies do not overtake a large one for ever.
 */
export class ByteBudget {
  readonly #limit: number;
  readonly #waiting: Waiting[] = [];
  #used = 0;

  /** @param limit in bytes; a larger body is admitted when it is alone. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Takes the room if there is enough now, and says whether there was. */
  tryTake(bytes: number): boolean {
    if (this.#waiting.length > 0 || !this.#fits(bytes)) return false;
    this.#used += bytes;
    return true;
  }

  /** @throws {Problem} 503 when there is no room for too long, or too many bodies wait. */
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

/** The refusal of a body for which there is no room. */
export function busy(): Problem {
  return new Problem(503, "overloaded", "too many large bodies are being received; try again");
}
