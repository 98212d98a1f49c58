import { callLater, type Context } from "../../context.ts";

/** Aborts its signal when a lease expires by this process's clock, or when another worker has taken it. */
export class LeaseWatch {
  readonly #lost = new AbortController();
  readonly #context: Context;
  #cancel: (() => void) | undefined;

  constructor(context: Context) {
    this.#context = context;
  }

  get signal(): AbortSignal {
    return this.#lost.signal;
  }

  /** Replaces the time at which the signal is aborted. */
  expectEnd(expiresAt: Date): void {
    this.stop();
    const rest = expiresAt.getTime() - this.#context.now().getTime();
    this.#cancel = callLater(this.#context, () => this.lose(), Math.max(0, rest));
  }

  readonly lose = (): void => {
    this.stop();
    this.#lost.abort(new Error("the lease has ended; another worker may have taken the work"));
  };

  /** Cancels the timer. */
  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }
}
