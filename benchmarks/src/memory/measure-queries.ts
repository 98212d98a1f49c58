import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { seedOf } from "../data/seed.ts";
import { WorkerProcess } from "../worker/worker-process.ts";
import { type QueryMemory, toQueryMemory } from "./query-memory.ts";

const rows = 10_000;

/** Measures the memory of `ours` over many queries, in a new process. */
export async function measureQueries(
  queries: number,
  directory: string,
  onProblem: (problem: string) => void,
): Promise<QueryMemory> {
  const own = join(directory, "memory");
  await mkdir(own);
  await using worker = new WorkerProcess("ours");
  const tables = ["commands", "pending_actions", "action_logs"] as const;
  await worker.open({ directory: own, seed: seedOf(rows), tables });
  const { samples, problems } = await worker.queries(queries);
  for (const problem of problems) onProblem(`memory: ${problem}`);
  return toQueryMemory(queries, samples);
}
