import type { HandsFreeError } from "../../errors.ts";
import { onStop, throwIfStopped } from "../../stop-source.ts";
import type { Semaphore } from "./semaphore.ts";
import { StatementRun, type ToError } from "./statement-run.ts";

export interface RunOptions {
  /** Stops the run while it waits, and interrupts it while it runs. */
  readonly signal?: AbortSignal | undefined;
  /** Default true. False for a run that must be neither refused nor interrupted, such as a COMMIT. */
  readonly stoppable?: boolean;
}

/** Runs the work of one connection one at a time, in the order of calls. */
export class SerialQueue {
  readonly #interrupt: () => void;
  readonly #threads: Semaphore | undefined;
  readonly #toError: ToError;
  readonly #runs = new Set<StatementRun>();
  #last: Promise<unknown> = Promise.resolve();
  #ended: HandsFreeError | undefined;
  #refusing: HandsFreeError | undefined;

  /** @param threads has a permit for each statement that may run at a time on several connections. */
  constructor(interrupt: () => void, threads: Semaphore | undefined, toError: ToError) {
    this.#interrupt = interrupt;
    this.#threads = threads;
    this.#toError = toError;
  }

  async run<T>(work: () => Promise<T>, { signal, stoppable = true }: RunOptions = {}): Promise<T> {
    const run = new StatementRun(this.#interrupt, this.#toError);
    let release: (() => void) | undefined;
    if (stoppable) {
      throwIfStopped(signal);
      if (this.#ended) throw this.#ended;
      if (this.#refusing) throw this.#refusing;
      release = signal && onStop(signal, (error) => run.stop(error));
      this.#runs.add(run);
    }
    const previous = this.#last;
    const { promise, resolve: startNext } = Promise.withResolvers<void>();
    this.#last = promise;
    try {
      // A run that leaves the queue does not change the order of the others.
      await run.unlessStopped(previous).catch((error: unknown) => {
        void previous.then(() => startNext());
        throw error;
      });
      return await this.#runOnThread(run, work).finally(startNext);
    } finally {
      release?.();
      this.#runs.delete(run);
    }
  }

  /**
   * Stops all runs, and refuses new ones until `accept`: the next statement of a stopped transaction must
   * not run after that transaction.
   */
  stop(error: HandsFreeError): void {
    this.#refusing = error;
    for (const run of this.#runs) run.stop(error);
  }

  /** Accepts new runs again. */
  accept(): void {
    this.#refusing = undefined;
  }

  /** Stops all runs, and refuses new ones for good. */
  end(error: HandsFreeError): void {
    this.#ended = error;
    this.stop(error);
  }

  async #runOnThread<T>(run: StatementRun, work: () => Promise<T>): Promise<T> {
    const permit = this.#threads?.acquire();
    if (permit) {
      await run.unlessStopped(permit).catch((error: unknown) => {
        this.#threads?.abandon(permit);
        throw error;
      });
    }
    try {
      return await run.run(work);
    } finally {
      this.#threads?.release();
    }
  }
}
