import { median } from "../measure/percentile.ts";
import type { MemorySample } from "./queries.ts";

export interface QueryMemory {
  readonly queries: number;
  /** The largest memory in bytes. */
  readonly peak: number;
  /** The median of the last quarter divided by that of the second quarter. */
  readonly growth: number;
  readonly flat: boolean;
  readonly samples: readonly MemorySample[];
}

/** The growth that garbage collection explains. */
const flatWithin = 1.1;

export function toQueryMemory(queries: number, samples: readonly MemorySample[]): QueryMemory {
  const quarter = (index: number): number =>
    median(
      samples
        .filter((sample) => Math.floor((sample.queries / queries) * 4) === index)
        .map(({ rss }) => rss),
    );
  const growth = quarter(3) / quarter(1);
  return {
    queries,
    peak: Math.max(...samples.map(({ rss }) => rss)),
    growth,
    flat: growth <= flatWithin,
    samples,
  };
}
