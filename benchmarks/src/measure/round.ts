import type { Trial } from "../workloads/workload.ts";
import { percentile } from "./percentile.ts";

export interface RoundLimits {
  /** How many work at once, each starting its next operation when its last has ended. */
  readonly callers: number;
  /** After this long no operation begins. */
  readonly milliseconds: number;
  /** No more begin than this. */
  readonly operations: number;
}

export interface Round {
  readonly operations: number;
  /** From the first operation's start to the last one's end. */
  readonly seconds: number;
  /** Of one operation, in milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** Of the process after the round, in bytes. */
  readonly rss: number;
}

/** @param first the number of the first operation. */
export async function measureRound(
  trial: Trial,
  first: number,
  { callers, milliseconds, operations }: RoundLimits,
): Promise<Round> {
  await trial.prepare?.(first + operations);
  const end = first + operations;
  const latencies: number[] = [];
  let next = first;
  const start = performance.now();
  const deadline = start + milliseconds;
  const call = async (): Promise<void> => {
    let before = performance.now();
    while (next < end && before < deadline) {
      await trial.operate(next++);
      const after = performance.now();
      latencies.push(after - before);
      before = after;
    }
  };
  await Promise.all(Array.from({ length: callers }, call));
  const seconds = (performance.now() - start) / 1000;
  const sorted = Float64Array.from(latencies).toSorted();
  return {
    operations: sorted.length,
    seconds,
    p50: percentile(sorted, 0.5),
    p99: percentile(sorted, 0.99),
    rss: process.memoryUsage.rss(),
  };
}
