/** The last run of a job of maintenance in this process. */
export interface MaintenanceRunRecord {
  readonly startedAt: Date;
  readonly endedAt: Date;
  readonly isOk: boolean;
  /** What was done to how many records; nothing for a failure. */
  readonly done: Readonly<Record<string, number>>;
}

/** A job, and its last run. */
export interface MaintenanceJobState {
  readonly job: string;
  readonly everySeconds: number;
  /** Undefined before the first run has ended. */
  readonly lastRun: MaintenanceRunRecord | undefined;
}

/** Remembers the last run of each job of this process. */
export class MaintenanceRuns {
  readonly #jobs: readonly { readonly name: string; readonly everySeconds: number }[];
  readonly #runs = new Map<string, MaintenanceRunRecord>();

  constructor(jobs: readonly { readonly name: string; readonly everySeconds: number }[]) {
    this.#jobs = jobs;
  }

  record(job: string, run: MaintenanceRunRecord): void {
    this.#runs.set(job, run);
  }

  /** All jobs, in their order. */
  list(): MaintenanceJobState[] {
    return this.#jobs.map(({ name, everySeconds }) => ({
      job: name,
      everySeconds,
      lastRun: this.#runs.get(name),
    }));
  }
}
