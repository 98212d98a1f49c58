import type { Trial } from "../workloads/workload.ts";
import { percentile } from "./percentile.ts";

export interface RoundLimits {
  /** The number of concurrent callers. Each starts its next operation when its last one has ended. */
  readonly callers: number;
  /** The time after which no operation begins. */
  readonly milliseconds: number;
  /** The maximum number of operations. */
  readonly operations: number;
}

export interface Round {
  readonly operations: number;
  /** The time from the start of the first operation to the end of the last one. */
  readonly seconds: number;
  /** The time of one operation in milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** The processor time of the process for one operation, in microseconds. */
  readonly processorTime: number;
  /** The memory of the process after the round, in bytes. */
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
  const before = process.cpuUsage();
  const start = performance.now();
  const deadline = start + milliseconds;
  const call = async (): Promise<void> => {
    let begun = performance.now();
    while (next < end && begun < deadline) {
      await trial.operate(next++);
      const after = performance.now();
      latencies.push(after - begun);
      begun = after;
    }
  };
  await Promise.all(Array.from({ length: callers }, call));
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(before);
  const sorted = Float64Array.from(latencies).toSorted();
  return {
    operations: sorted.length,
    seconds,
    p50: percentile(sorted, 0.5),
    p99: percentile(sorted, 0.99),
    processorTime: (user + system) / sorted.length,
    rss: process.memoryUsage.rss(),
  };
}
