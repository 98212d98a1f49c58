import type { ContenderName } from "../contenders/contender.ts";

/** One goal for `ours`, as the ratio of two medians of one run. */
export interface Criterion {
  readonly work: string;
  readonly workload: string;
  readonly callers: number;
  readonly against: ContenderName;
  /** The required speed relative to the other contender. Below 1, `ours` may be slower. */
  readonly atLeast: number;
}

const insert = { work: "durable insert", workload: "insert" };
const record = { work: "idempotent record", workload: "record-once" };
const deliver = { work: "webhook delivery with deduplication", workload: "store-delivery" };
const confirm = { work: "confirm with its audit row", workload: "confirm" };
const lookUp = [{ work: "lookup, action by token", workload: "find-action" }];

export const criteria: readonly Criterion[] = [
  { ...insert, callers: 1, against: "node-api", atLeast: 1 / 1.15 },
  { ...insert, callers: 1, against: "stock", atLeast: 1.6 },
  { ...insert, callers: 100, against: "stock", atLeast: 30 },
  { ...insert, callers: 100, against: "postgres", atLeast: 2.5 },
  { ...insert, callers: 100, against: "sqlite", atLeast: 1 },
  { ...record, callers: 100, against: "stock", atLeast: 20 },
  { ...deliver, callers: 100, against: "stock", atLeast: 20 },
  { ...confirm, callers: 100, against: "stock", atLeast: 5 },
  ...lookUp.flatMap((which) => [
    { ...which, callers: 1, against: "stock" as const, atLeast: 2 },
    { ...which, callers: 16, against: "stock" as const, atLeast: 4 },
  ]),
];

/** The time of a page at the larger size may be `atMost` times the time at the smaller size. */
export const pageGrowth = { smaller: 1e4, larger: 1e6, atMost: 1.5 };

/** The maximum memory during the memory workload, in bytes. */
export const memoryLimit: number = 300 * 1_000_000;
