import type { LockRow } from "./lock-row.ts";

/** Says every so often that the owner lives, until it is stopped. */
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
    // On DuckDB a beat would wait for the migration that it is to tell of.
    if (row.engine === "duckdb") return;
    this.#timer = setInterval(() => {
      this.#inFlight ??= this.#beat().finally(() => (this.#inFlight = undefined));
    }, every);
    this.#timer.unref();
  }

  /** Whether another has taken the lock for want of a heartbeat. */
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
      // The next one may come through; if none does, another takes over.
    }
  }
}
