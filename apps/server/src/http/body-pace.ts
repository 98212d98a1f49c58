/** The time before the pace is checked first, in milliseconds. */
const grace = 10_000;
/** The lowest pace after that, in bytes a second. */
const slowest = 64 * 1024;

/**
 * Ends a body that arrives too slowly: from the tenth second on, its pace must be at least 64 KiB a second. Apache's
 * mod_reqtimeout sets such a pace for the same reason.
 *
 * @see https://httpd.apache.org/docs/2.4/mod/mod_reqtimeout.html
 */
export class BodyPace {
  readonly #tooSlow: () => void;
  #startedAt = performance.now();
  #pausedAt = 0;
  #bytes = 0;
  #timer: NodeJS.Timeout;

  constructor(tooSlow: () => void) {
    this.#tooSlow = tooSlow;
    this.#timer = setTimeout(() => this.#check(), grace);
  }

  came(bytes: number): void {
    this.#bytes += bytes;
  }

  /** Stops the clock while the server makes the sender wait. */
  pause(): void {
    this.stop();
    this.#pausedAt = performance.now();
  }

  resume(): void {
    this.#startedAt += performance.now() - this.#pausedAt;
    this.#check();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #check(): void {
    const left = grace + (this.#bytes / slowest) * 1000 - (performance.now() - this.#startedAt);
    if (left <= 0) return this.#tooSlow();
    this.#timer = setTimeout(() => this.#check(), left);
  }
}
