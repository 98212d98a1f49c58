import type { WorkerProcess } from "../worker/worker-process.ts";
import { type Cell, type CellPlace, toCell } from "./cell.ts";
import type { Round } from "./round.ts";

export interface RunCells {
  readonly workload: string;
  readonly rows: number;
  readonly callers: number;
  readonly rounds: number;
  /** The length of one round. */
  readonly milliseconds: number;
}

/** A limit, so that fast contenders do not work on much larger tables at the end than slow ones. */
const maximumOperations = 20_000;
/** The maximum time of a round with one operation for each caller. */
const patienceMilliseconds = 5000;
const burstCallers = 50;

interface Contest {
  readonly worker: WorkerProcess;
  readonly place: CellPlace;
  readonly rounds: Round[];
  /** The operations of the next round. */
  operations: number;
}

/** Measures the contenders in turn, round by round, so that disturbances of the machine affect all of them. */
export async function runCells(
  workers: readonly WorkerProcess[],
  options: RunCells,
  onProblem: (problem: string) => void,
): Promise<Cell[]> {
  const { workload, rows, callers } = options;
  const cells: Cell[] = [];
  const contests: Contest[] = [];
  const guard = async <T>(place: CellPlace, work: Promise<T>): Promise<T | undefined> => {
    try {
      return await work;
    } catch (error) {
      onProblem(`${describe(place)}: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    }
  };

  for (const worker of workers) {
    const place = { workload, rows, callers, contender: worker.name };
    const warm = await guard(place, warmUp(worker, options));
    if (typeof warm === "string") cells.push({ ...toCell(place, []), rss: 0, skipped: warm });
    else if (warm !== undefined) contests.push({ worker, place, rounds: [], operations: warm });
  }
  for (let round = 0; round < options.rounds; round++) {
    // Each round begins with another contender.
    const turn = contests.map((_, index) => contests[(index + round) % contests.length] as Contest);
    for (const contest of turn) {
      const limits = {
        callers,
        milliseconds: options.milliseconds,
        operations: contest.operations,
      };
      const measured = await guard(contest.place, contest.worker.round(limits));
      if (measured === undefined) continue;
      contest.rounds.push(measured);
      contest.operations = enough(measured, options);
    }
  }
  for (const { worker, place, rounds } of contests) {
    for (const problem of (await guard(place, worker.verify())) ?? []) {
      onProblem(`${describe(place)}: ${problem}`);
    }
    if (rounds.length > 0) cells.push(toCell(place, rounds));
  }
  return cells;
}

/** @returns the number of operations of a round, or the reason to skip the cell. */
async function warmUp(worker: WorkerProcess, options: RunCells): Promise<number | string> {
  await worker.start(options.workload);
  const { callers, milliseconds } = options;
  const half = milliseconds / 2;
  const alone = await worker.round({ callers: 1, milliseconds: half, operations: 20 });
  if (alone.p50 * callers > patienceMilliseconds) {
    // Concurrent operations may be faster than consecutive ones.
    const burst = Math.min(callers, burstCallers);
    const few = await worker.round({ callers: burst, milliseconds: half, operations: burst });
    const expected = (few.seconds / few.operations) * callers;
    if (expected * 1000 > patienceMilliseconds) {
      return `a turn of each caller would take some ${Math.round(expected)} s`;
    }
  }
  const operations = Math.max(callers, Math.min(maximumOperations, callers * 20));
  return enough(await worker.round({ callers, milliseconds: half, operations }), options);
}

function enough({ operations, seconds }: Round, { callers, milliseconds }: RunCells): number {
  const expected = Math.ceil(((operations / seconds) * milliseconds * 1.5) / 1000);
  return Math.min(maximumOperations, Math.max(callers, expected));
}

function describe({ workload, rows, callers, contender }: CellPlace): string {
  return `${workload}, ${rows} rows, ${callers} callers, ${contender}`;
}
