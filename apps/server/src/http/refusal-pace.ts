/** How many refusals are answered at once before one has to wait. */
const burst = 100;
/** How many refusals a second are answered after that. */
const rate = 100;
/** The longest wait of a refusal, in milliseconds: GitHub gives a delivery up after ten seconds. */
const longestWait = 5000;

/**
 * Answers a flood of refusals one after the other. That slows down senders that wait for an answer before they send
 * more, and leaves the processor to other callers; a connection that waits costs next to nothing.
 */
export class RefusalPace {
  readonly #now: () => number;
  /** The time at which all refusals so far would be answered at that rate. */
  #paidAt = 0;

  /** @param now a clock in milliseconds that never goes back. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Counts one more refusal, and returns how long it has to wait, in milliseconds. */
  next(): number {
    const now = this.#now();
    const latest = now + longestWait + (burst / rate) * 1000;
    this.#paidAt = Math.min(Math.max(this.#paidAt, now) + 1000 / rate, latest);
    return Math.max(0, this.#paidAt - now - (burst / rate) * 1000);
  }

  /** Waits until the next refusal may be answered, or until the signal is aborted. */
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
