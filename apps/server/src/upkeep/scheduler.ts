import type { Context, Schedule, MaintenanceJob } from "@handsfree/repositories";
import type { Database } from "@handsfree/schema";
import type { FastifyBaseLogger } from "fastify";
import type { Kysely } from "kysely";

/** The longest wait before a job's first time, in milliseconds, so that restarts do not keep it from ever running. */
const longestFirstWait = 5 * 60_000;
/** The wait after a first failure, in milliseconds; it doubles with each further one. */
const firstRetry = 30_000;

/** What upkeep works with. */
export interface UpkeepServices {
  readonly db: Kysely<Database>;
  readonly jobs: readonly MaintenanceJob[];
  readonly context: Context;
  readonly log: Pick<FastifyBaseLogger, "error" | "info">;
  /** From 0 to below 1. Default `Math.random`. */
  readonly random?: (() => number) | undefined;
}

/** Upkeep that goes on until it is stopped. */
export interface Upkeep {
  /** Starts no more, ends what runs after its batch, and waits for that. */
  readonly stop: () => Promise<void>;
}

/**
 * Does each job again and again, never two of a kind at once: the next time is set when the last is over. Waits
 * vary by a tenth, so that several servers do not do the same at the same moment. A failure is in the log, and
 * is tried again after half a minute, then after ever longer, at most the job's own time.
 */
export function startUpkeep(services: UpkeepServices): Upkeep {
  const stopping = new AbortController();
  const loops = services.jobs.map((job) => new Loop(job, services, stopping.signal));
  for (const loop of loops) loop.start();
  return {
    stop: async () => {
      stopping.abort();
      await Promise.all(loops.map((loop) => loop.stop()));
    },
  };
}

class Loop {
  readonly #job: MaintenanceJob;
  readonly #services: UpkeepServices;
  readonly #signal: AbortSignal;
  readonly #random: () => number;
  readonly #schedule: Schedule;
  #failures = 0;
  #cancel: () => void = () => undefined;
  #running: Promise<void> = Promise.resolve();

  constructor(job: MaintenanceJob, services: UpkeepServices, signal: AbortSignal) {
    this.#job = job;
    this.#services = services;
    this.#signal = signal;
    this.#random = services.random ?? Math.random;
    this.#schedule = services.context.schedule ?? byTimer;
  }

  start(): void {
    this.#runAfter(this.#random() * Math.min(this.#interval, longestFirstWait));
  }

  async stop(): Promise<void> {
    this.#cancel();
    await this.#running;
  }

  get #interval(): number {
    return this.#job.everySeconds * 1000;
  }

  #runAfter(milliseconds: number): void {
    this.#cancel = this.#schedule(() => {
      this.#running = this.#run();
    }, Math.round(milliseconds));
  }

  /** Never fails: nobody waits for it but its stop. */
  async #run(): Promise<void> {
    const { name, run } = this.#job;
    const { db, context, log } = this.#services;
    try {
      const done = await run({ db, context, signal: this.#signal });
      this.#failures = 0;
      if (Object.values(done).some((count) => count > 0)) log.info({ job: name, done }, "upkeep");
    } catch (error) {
      this.#failures++;
      log.error({ job: name, err: error }, "upkeep failed, and is tried again");
    }
    if (!this.#signal.aborted) this.#runAfter(this.#nextWait());
  }

  #nextWait(): number {
    const backOff = this.#failures === 0 ? Infinity : firstRetry * 2 ** (this.#failures - 1);
    return Math.min(this.#interval, backOff) * (0.9 + 0.2 * this.#random());
  }
}

const byTimer: Schedule = (callback, milliseconds) => {
  const timer = setTimeout(callback, milliseconds);
  return () => clearTimeout(timer);
};
