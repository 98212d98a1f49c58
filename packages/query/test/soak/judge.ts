/** What one stretch of the run took. */
export interface Sample {
  readonly calls: number;
  readonly rssBytes: number;
  readonly walBytes: number;
  /** Milliseconds. */
  readonly slowest: number;
  readonly slowestCall: string;
}

const megabyte = 2 ** 20;
const units: Readonly<Record<string, number>> = {
  bytes: 1,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
};

/**
 * What is wrong with a run, in words; nothing when all is well.
 *
 * @param threshold DuckDB's `checkpoint_threshold` as it prints it, such as `16.0 MiB`.
 */
export function judge(samples: readonly Sample[], threshold: string): string[] {
  const faults: string[] = [];
  const third = Math.floor(samples.length / 3);
  const middle = meanRss(samples.slice(third, -third));
  const last = meanRss(samples.slice(-third));
  if (last > middle * 1.15) {
    faults.push(
      `memory grew: ${inMegabytes(middle)} MB in the middle third, ${inMegabytes(last)} in the last`,
    );
  }
  const [number = "", unit = ""] = threshold.split(" ");
  const bound = 3 * Number(number) * (units[unit] ?? Number.NaN);
  const wal = Math.max(...samples.map(({ walBytes }) => walBytes));
  if (!(wal <= bound))
    faults.push(`the log grew to ${inMegabytes(wal)} MB; a checkpoint is due at ${threshold}`);
  for (const [index, { slowest, slowestCall }] of samples.entries()) {
    if (slowest > 1000)
      faults.push(`in stretch ${index + 1} one ${slowestCall} took ${Math.round(slowest)} ms`);
  }
  return faults;
}

export function formatSamples(samples: readonly Sample[], minutes: number): string {
  const seconds = (minutes * 60) / samples.length;
  const rows = samples.map((sample, index) => [
    ((index + 1) * seconds).toFixed(0),
    (sample.calls / seconds).toFixed(0),
    inMegabytes(sample.rssBytes),
    inMegabytes(sample.walBytes),
    `${sample.slowest.toFixed(0)} (${sample.slowestCall})`,
  ]);
  return [["second", "calls/s", "rss MB", "WAL MB", "slowest ms"], ...rows]
    .map((row) => row.map((cell) => cell.padStart(10)).join("  "))
    .join("\n");
}

function meanRss(samples: readonly Sample[]): number {
  return samples.reduce((sum, { rssBytes }) => sum + rssBytes, 0) / samples.length;
}

function inMegabytes(bytes: number): string {
  return (bytes / megabyte).toFixed(0);
}
