import { setTimeout as wait } from "node:timers/promises";
import type { FastifyBaseLogger } from "fastify";

/** The wait after a failure, in milliseconds. */
const waitAfterFailure = 30_000;

/** Work that goes on until its signal is aborted. */
export interface LastingWork {
  /** What the log calls it, in the plural. */
  readonly name: string;
  readonly run: (signal: AbortSignal) => Promise<void>;
  readonly log: Pick<FastifyBaseLogger, "error">;
}

/** Does the work until it is stopped. After a failure, which is logged, it begins again. */
export function startLasting({ name, run, log }: LastingWork): {
  /** Begins no further attempt, and waits for those in progress. */
  readonly stop: () => Promise<void>;
} {
  const stopping = new AbortController();
  const { signal } = stopping;
  const repeat = async (): Promise<void> => {
    while (!signal.aborted) {
      try {
        await run(signal);
      } catch (error) {
        log.error({ err: error }, `${name} failed and will begin again`);
        await wait(waitAfterFailure, undefined, { signal }).catch(() => undefined);
      }
    }
  };
  const running = repeat();
  return {
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}
