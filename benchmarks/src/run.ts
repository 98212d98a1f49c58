import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { seedOf } from "./data/seed.ts";
import type { Cell } from "./measure/cell.ts";
import { runCells } from "./measure/run-cells.ts";
import type { Options } from "./options.ts";
import { WorkerProcess } from "./worker/worker-process.ts";
import { allWorkloads } from "./workloads/all-workloads.ts";
import type { Workload } from "./workloads/workload.ts";

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
  for (const rows of options.rows) {
    cells.push(...(await runAtSize(options, rows, directory, listener)));
  }
  return cells;
}

async function runAtSize(
  options: Options,
  rows: number,
  directory: string,
  { progress, problem }: Listener,
): Promise<Cell[]> {
  const workloads = allWorkloads.filter(({ name }) => options.only.has(name));
  if (workloads.length === 0) return [];
  const tables = [...new Set(workloads.flatMap((workload) => workload.tables))];
  const seed = seedOf(rows);
  const cells: Cell[] = [];
  await using stack = new AsyncDisposableStack();
  const workers: WorkerProcess[] = [];
  for (const name of options.contenders) {
    progress(`seeding ${name} with ${rows} rows`);
    const own = join(directory, `${name}-${rows}`);
    await mkdir(own, { recursive: true });
    const worker = stack.use(new WorkerProcess(name));
    await worker.open({ directory: own, seed, tables });
    workers.push(worker);
  }
  for (const workload of workloads) {
    const able = workers.filter(({ name }) => name === "ours" || workload.oursOnly !== true);
    for (const callers of callersOf(workload, options)) {
      progress(`${workload.name}, ${rows} rows, ${callers} callers`);
      const place = { workload: workload.name, rows, callers };
      cells.push(...(await runCells(able, { ...options, ...place }, problem)));
    }
  }
  return cells;
}

function callersOf(workload: Workload, { callers, usualCallers }: Options): number[] {
  const also = usualCallers ? (workload.alsoCallers ?? []) : [];
  const all = [...new Set([...callers, ...also])].toSorted((a, b) => a - b);
  // The comparison with the Python figures uses these two.
  return workload.oursOnly === true && usualCallers ? [1, 100] : all;
}
