/** Refusals that are answered at once before any waits. */
const burst = 100;
/** Refusals a second that are answered after that. */
const rate = 100;
/** The longest that one waits, in milliseconds: GitHub gives a delivery up after ten seconds. */
const longestWait = 5000;

/**
 * Answers a flood of refusals one after the other. Who waits for an answer before sending more is slowed down by it,
 * and leaves the processor to others; a connection that waits costs next to nothing.
 */
export class RefusalPace {
  readonly #now: () => number;
  /** When all refusals so far are answered, were they answered at the rate. */
  #paidAt = 0;

  /** @param now in milliseconds; never goes back. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** How long the next refusal is to wait, in milliseconds; it is counted. */
  next(): number {
    const now = this.#now();
    const latest = now + longestWait + (burst / rate) * 1000;
    this.#paidAt = Math.min(Math.max(this.#paidAt, now) + 1000 / rate, latest);
    return Math.max(0, this.#paidAt - now - (burst / rate) * 1000);
  }

  /** Waits for so long, or until the signal. */
  async wait(signal: AbortSignal): Promise<void> {
    const milliseconds = this.next();
    if (milliseconds === 0 || signal.aborted) return;
    await new Promise<void>((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        signal.removeEventListener("abort", end);
        resolve();
      };
      const timer = setTimeout(end, milliseconds);
      signal.addEventListener("abort", end);
    });
  }
}
