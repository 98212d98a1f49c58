import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { Contender } from "../contenders/contender.ts";
import { soakCalls } from "./calls.ts";
import { MinuteTally, type SoakMinute } from "./minute.ts";

const callers = 32;
const minuteMilliseconds = 60_000;
const sampleMilliseconds = 250;

/** Repeats all operations in turn, while checkpoints come as they do in use, and describes each minute. */
export async function soak(
  contender: Contender,
  directory: string,
  minutes: number,
): Promise<SoakMinute[]> {
  const calls = Object.entries(soakCalls(contender));
  const tally = new MinuteTally();
  const end = performance.now() + minutes * minuteMilliseconds;
  let next = 0;
  const call = async (): Promise<void> => {
    while (performance.now() < end) {
      const n = next++;
      const [name, run] = calls[n % calls.length] as (typeof calls)[number];
      const before = performance.now();
      await run(Math.floor(n / calls.length));
      tally.call(name, performance.now() - before);
    }
  };
  const log = join(directory, "bench.db.wal");
  const sample = async (): Promise<void> =>
    tally.sample(process.memoryUsage.rss(), (await stat(log).catch(() => undefined))?.size ?? 0);
  const sampler = setInterval(() => void sample(), sampleMilliseconds);
  const taken: SoakMinute[] = [];
  const minute = setInterval(() => taken.push(tally.end(taken.length + 1)), minuteMilliseconds);
  try {
    await Promise.all(Array.from({ length: callers }, call));
  } finally {
    clearInterval(sampler);
    clearInterval(minute);
  }
  // The last minute ends with its last calls, shortly after the others.
  if (taken.length < minutes) taken.push(tally.end(taken.length + 1));
  return taken;
}
