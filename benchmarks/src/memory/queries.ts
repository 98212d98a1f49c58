import type { Contender } from "../contenders/contender.ts";
import type { Seed } from "../data/seed.ts";
import { findAction } from "../workloads/find-action.ts";
import { findCommand } from "../workloads/find-command.ts";
import { insert } from "../workloads/insert.ts";
import { recordOnce } from "../workloads/record-once.ts";

export interface MemorySample {
  readonly queries: number;
  /** The memory of the process in bytes. */
  readonly rss: number;
}

export interface Queries {
  readonly samples: MemorySample[];
  readonly problems: string[];
}

const callers = 16;
const samples = 60;

/** Repeats two look-ups and two writes, and samples the memory. */
export async function runQueries(
  contender: Contender,
  seed: Seed,
  queries: number,
): Promise<Queries> {
  const trials = [findAction, insert, findCommand, recordOnce].map((workload) => ({
    trial: workload.start(contender, seed),
    operations: 0,
  }));
  const taken: MemorySample[] = [];
  const sampleEvery = Math.ceil(queries / samples);
  let next = 0;
  const call = async (): Promise<void> => {
    while (next < queries) {
      const n = next++;
      if (n % sampleEvery === 0) taken.push({ queries: n, rss: process.memoryUsage.rss() });
      const turn = trials[n % trials.length] as (typeof trials)[number];
      await turn.trial.operate(turn.operations++);
    }
  };
  await Promise.all(Array.from({ length: callers }, call));
  taken.push({ queries, rss: process.memoryUsage.rss() });
  const problems: string[] = [];
  for (const { trial, operations } of trials) problems.push(...(await trial.verify(operations)));
  return { samples: taken, problems };
}
