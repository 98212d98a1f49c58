import { percentile } from "../measure/percentile.ts";

/** One minute of the soak. */
export interface SoakMinute {
  /** From 1. */
  readonly minute: number;
  readonly calls: number;
  /** The largest memory of the process, in bytes. */
  readonly rss: number;
  /** The largest size of the log (WAL), in bytes. */
  readonly wal: number;
  /** How often the log became smaller, since it was written into the file. */
  readonly checkpoints: number;
  /** The time of one call in milliseconds. */
  readonly p50: number;
  readonly p99: number;
  readonly slowest: { readonly call: string; readonly milliseconds: number };
}

/** Collects the calls and the samples of one minute. */
export class MinuteTally {
  #times: number[] = [];
  #slowest = { call: "", milliseconds: 0 };
  #rss = 0;
  #wal = 0;
  #checkpoints = 0;
  #lastWal = 0;

  call(name: string, milliseconds: number): void {
    this.#times.push(milliseconds);
    if (milliseconds > this.#slowest.milliseconds) this.#slowest = { call: name, milliseconds };
  }

  sample(rss: number, wal: number): void {
    this.#rss = Math.max(this.#rss, rss);
    this.#wal = Math.max(this.#wal, wal);
    if (wal < this.#lastWal) this.#checkpoints++;
    this.#lastWal = wal;
  }

  /** Ends the minute and begins the next one. */
  end(minute: number): SoakMinute {
    const sorted = Float64Array.from(this.#times).toSorted();
    const ended = {
      minute,
      calls: sorted.length,
      rss: this.#rss,
      wal: this.#wal,
      checkpoints: this.#checkpoints,
      p50: percentile(sorted, 0.5),
      p99: percentile(sorted, 0.99),
      slowest: this.#slowest,
    };
    this.#times = [];
    this.#slowest = { call: "", milliseconds: 0 };
    this.#rss = 0;
    this.#wal = 0;
    this.#checkpoints = 0;
    return ended;
  }
}
