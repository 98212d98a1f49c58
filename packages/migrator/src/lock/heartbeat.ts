import type { LockRow } from "./lock-row.ts";

/** Records that the owner is alive, at an interval, until it is stopped. */
export class Heartbeat {
  readonly #row: LockRow;
  readonly #owner: string;
  readonly #timer: NodeJS.Timeout | undefined;
  #inFlight: Promise<void> | undefined;
  #lost = false;

  /** @param every in milliseconds. */
  constructor(row: LockRow, owner: string, every = 3000) {
    this.#row = row;
    this.#owner = owner;
    // On DuckDB a heartbeat would wait for the migration to end.
    if (row.engine === "duckdb") return;
    this.#timer = setInterval(() => {
      this.#inFlight ??= this.#beat().finally(() => (this.#inFlight = undefined));
    }, every);
    this.#timer.unref();
  }

  /** Whether another runner took the lock because it saw no heartbeat. */
  get lost(): boolean {
    return this.#lost;
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#inFlight;
  }

  async #beat(): Promise<void> {
    try {
      if (!(await this.#row.beat(this.#owner))) this.#lost = true;
    } catch {
      // The next heartbeat may succeed. If none does, another runner takes over.
    }
  }
}
