import type { Context, Schedule, MaintenanceJob } from "@handsfree/repositories";
import type { Database } from "@handsfree/schema";
import type { FastifyBaseLogger } from "fastify";
import type { Kysely } from "kysely";
import type { MaintenanceRuns } from "./runs.ts";

/** The longest wait before the first run of a job, in milliseconds, so that it runs despite frequent restarts. */
const longestFirstWait = 5 * 60_000;
/** The back-off after the first failure, in milliseconds; it doubles with each further failure. */
const firstRetry = 30_000;

/** The dependencies of maintenance. */
export interface MaintenanceServices {
  readonly db: Kysely<Database>;
  readonly jobs: readonly MaintenanceJob[];
  readonly context: Context;
  readonly log: Pick<FastifyBaseLogger, "error" | "info">;
  /** Remembers the last run of each job. Default: nothing does. */
  readonly runs?: MaintenanceRuns | undefined;
  /** From 0 to below 1. Default `Math.random`. */
  readonly random?: (() => number) | undefined;
}

/** Maintenance that runs until it is stopped. */
export interface Maintenance {
  /** Starts no further job, ends the running ones after their batch, and waits for that. */
  readonly stop: () => Promise<void>;
}

/**
 * Runs each job repeatedly, never twice at once: the next run is scheduled when the last one has ended. Waits vary by a
 * tenth, so that several servers do not run a job at the same moment. A failure is logged, and the job runs again with
 * a back-off from half a minute up to its interval.
 */
export function startMaintenance(services: MaintenanceServices): Maintenance {
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
  readonly #services: MaintenanceServices;
  readonly #signal: AbortSignal;
  readonly #random: () => number;
  readonly #schedule: Schedule;
  #failures = 0;
  #cancel: () => void = () => undefined;
  #running: Promise<void> = Promise.resolve();

  constructor(job: MaintenanceJob, services: MaintenanceServices, signal: AbortSignal) {
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

  /** Never rejects, since only `stop` waits for it. */
  async #run(): Promise<void> {
    const { name, run } = this.#job;
    const { db, context, log, runs } = this.#services;
    const startedAt = context.now();
    const record = (isOk: boolean, done: Readonly<Record<string, number>>): void =>
      runs?.record(name, { startedAt, endedAt: context.now(), isOk, done });
    try {
      const done = await run({ db, context, signal: this.#signal });
      this.#failures = 0;
      record(true, done);
      if (Object.values(done).some((count) => count > 0))
        log.info({ job: name, done }, "maintenance");
    } catch (error) {
      this.#failures++;
      record(false, {});
      log.error({ job: name, err: error }, "maintenance failed and will be retried");
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
