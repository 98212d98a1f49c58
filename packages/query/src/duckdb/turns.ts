import type { HandsFreeError } from "../errors.ts";
import { onStop, throwIfStopped } from "../stop-source.ts";
import type { Slots } from "./slots.ts";
import { type ToError, Use } from "./use.ts";

export interface TurnOptions {
  /** Ends the use of the connection, be it waiting or running. */
  readonly signal?: AbortSignal | undefined;
  /** Default true. False for what must neither be refused nor interrupted, such as a COMMIT. */
  readonly stoppable?: boolean;
}

/** Who uses a connection, one at a time, in the order of calls. */
export class Turns {
  readonly #interrupt: () => void;
  readonly #threads: Slots | undefined;
  readonly #toError: ToError;
  readonly #uses = new Set<Use>();
  #last: Promise<unknown> = Promise.resolve();
  #ended: HandsFreeError | undefined;
  #refusing: HandsFreeError | undefined;

  /** @param threads what a running statement takes one of, besides its turn. */
  constructor(interrupt: () => void, threads: Slots | undefined, toError: ToError) {
    this.#interrupt = interrupt;
    this.#threads = threads;
    this.#toError = toError;
  }

  async take<T>(
    work: () => Promise<T>,
    { signal, stoppable = true }: TurnOptions = {},
  ): Promise<T> {
    const use = new Use(this.#interrupt, this.#toError);
    let release: (() => void) | undefined;
    if (stoppable) {
      throwIfStopped(signal);
      if (this.#ended) throw this.#ended;
      if (this.#refusing) throw this.#refusing;
      release = signal && onStop(signal, (error) => use.stop(error));
      this.#uses.add(use);
    }
    const turn = this.#last;
    const { promise, resolve: pass } = Promise.withResolvers<void>();
    this.#last = promise;
    try {
      // Whoever leaves the line leaves the order of the others as it was.
      await use.unlessStopped(turn).catch((error: unknown) => {
        void turn.then(() => pass());
        throw error;
      });
      return await this.#onThread(use, work).finally(pass);
    } finally {
      release?.();
      this.#uses.delete(use);
    }
  }

  /**
   * Ends what runs and what waits, and refuses what comes before `accept`: the next step of what was ended must
   * not run when the transaction that it was for is over.
   */
  stop(error: HandsFreeError): void {
    this.#refusing = error;
    for (const use of this.#uses) use.stop(error);
  }

  /** Serves again what comes from now on. */
  accept(): void {
    this.#refusing = undefined;
  }

  /** The same, for good. */
  end(error: HandsFreeError): void {
    this.#ended = error;
    this.stop(error);
  }

  async #onThread<T>(use: Use, work: () => Promise<T>): Promise<T> {
    const slot = this.#threads?.take();
    if (slot) {
      await use.unlessStopped(slot).catch((error: unknown) => {
        this.#threads?.leaveLine(slot);
        throw error;
      });
    }
    try {
      return await use.run(work);
    } finally {
      this.#threads?.give();
    }
  }
}
