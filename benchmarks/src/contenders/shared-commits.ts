import { setImmediate } from "node:timers/promises";

const maximumBatch = 1000;

interface Waiting<Job> {
  readonly job: Job;
  readonly resolve: (result: unknown) => void;
  readonly reject: (reason: unknown) => void;
}

/** Shares commits as one would write it by hand: jobs that wait during a commit share the next one. */
export class SharedCommits<Job> {
  readonly #commit: (jobs: readonly Job[]) => Promise<readonly unknown[]>;
  readonly #waiting: Waiting<Job>[] = [];
  #busy = false;

  /** @param commit runs the jobs in one commit; its results are in the order of the jobs. */
  constructor(commit: (jobs: readonly Job[]) => Promise<readonly unknown[]>) {
    this.#commit = commit;
  }

  submit(job: Job): Promise<unknown> {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    this.#waiting.push({ job, resolve, reject });
    if (!this.#busy) {
      this.#busy = true;
      queueMicrotask(() => void this.#drain());
    }
    return promise;
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, maximumBatch);
      try {
        const results = await this.#commit(batch.map(({ job }) => job));
        for (const [index, { resolve }] of batch.entries()) resolve(results[index]);
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
      // Lets callers that were just answered join the next commit. A lone caller does not wait.
      if (batch.length > 1) await setImmediate();
    }
    this.#busy = false;
  }
}
