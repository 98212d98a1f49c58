import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { seedOf } from "../data/seed.ts";
import { WorkerProcess } from "../worker/worker-process.ts";
import { type QueryMemory, toQueryMemory } from "./query-memory.ts";

const rows = 10_000;

/**
 * Measures the memory of `ours` over many queries, in a new process that opens an existing file. Another process makes
 * the file, and compiles the code: migrations and Node's compiler of TypeScript would leave 30 MB behind, which the
 * processes of users do not have.
 */
export async function measureQueries(
  queries: number,
  directory: string,
  onProblem: (problem: string) => void,
): Promise<QueryMemory> {
  const own = join(directory, "memory");
  await mkdir(own);
  const compiled = join(directory, "compiled");
  const tables = ["commands", "pending_actions", "action_logs"] as const;
  const files = { directory: own, seed: seedOf(rows), tables };
  {
    await using seeding = new WorkerProcess("ours", compiled);
    await seeding.open(files);
  }
  await using worker = new WorkerProcess("ours", compiled);
  await worker.open({ ...files, isSeeded: true });
  const { samples, problems } = await worker.queries(queries);
  for (const problem of problems) onProblem(`memory: ${problem}`);
  return toQueryMemory(queries, samples);
}
