import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { seedOf } from "./data/seed.ts";
import type { Cell } from "./measure/cell.ts";
import { runCells } from "./measure/run-cells.ts";
import type { Options, SizePlan } from "./options.ts";
import { WorkerProcess } from "./worker/worker-process.ts";
import { getWorkload } from "./workloads/all-workloads.ts";
import { canRun } from "./workloads/can-run.ts";

export interface Listener {
  readonly progress: (this: void, text: string) => void;
  readonly problem: (this: void, text: string) => void;
}

/** Measures every cell of the options, one size after the other. */
export async function runAll(
  options: Options,
  directory: string,
  listener: Listener,
): Promise<Cell[]> {
  const cells: Cell[] = [];
  for (const plan of options.sizes) {
    if (plan.workloads.length > 0) {
      cells.push(...(await runAtSize(plan, options, directory, listener)));
    }
  }
  return cells;
}

async function runAtSize(
  { rows, workloads: names, contenders }: SizePlan,
  options: Options,
  directory: string,
  { progress, problem }: Listener,
): Promise<Cell[]> {
  const workloads = names.map(getWorkload);
  const tables = [...new Set(workloads.flatMap((workload) => workload.tables))];
  const seed = seedOf(rows);
  const cells: Cell[] = [];
  await using stack = new AsyncDisposableStack();
  const workers: WorkerProcess[] = [];
  for (const name of contenders) {
    progress(`seeding ${name} with ${rows} rows`);
    const own = join(directory, `${name}-${rows}`);
    await mkdir(own, { recursive: true });
    const worker = stack.use(new WorkerProcess(name));
    await worker.open({ directory: own, seed, tables });
    workers.push(worker);
  }
  for (const workload of workloads) {
    for (const callers of options.callers) {
      const able = workers.filter(({ name }) => canRun(name, workload, callers));
      progress(`${workload.name}, ${rows} rows, ${callers} callers`);
      const place = { workload: workload.name, rows, callers };
      cells.push(...(await runCells(able, { ...options, ...place }, problem)));
    }
  }
  return cells;
}
