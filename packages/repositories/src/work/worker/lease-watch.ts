import { callLater, type Context } from "../../context.ts";

/** Aborts its signal when a lease ends by this process's clock, or is found to be another worker's. */
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

  /** Aborts at this time and no other. */
  expectEnd(expiresAt: Date): void {
    this.stop();
    const rest = expiresAt.getTime() - this.#context.now().getTime();
    this.#cancel = callLater(this.#context, () => this.lose(), Math.max(0, rest));
  }

  readonly lose = (): void => {
    this.stop();
    this.#lost.abort(new Error("the lease has ended; another worker may have the work now"));
  };

  /** The work has ended. */
  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }
}
