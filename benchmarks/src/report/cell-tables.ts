import { type ContenderName, contenderNames } from "../contenders/contender.ts";
import type { Cell } from "../measure/cell.ts";
import { sizesOf } from "./find-cell.ts";
import { milliseconds, perSecond, type Table } from "./table.ts";
import { sizeName } from "./verdict.ts";

export interface TitledTable {
  readonly title: string;
  readonly table: Table;
}

/** One table for each size and number of callers, with a column for each contender. */
export function cellTables(cells: readonly Cell[]): TitledTable[] {
  const callers = [...new Set(cells.map((cell) => cell.callers))].toSorted((a, b) => a - b);
  return sizesOf(cells).flatMap((rows) =>
    callers.flatMap((count) => {
      const here = cells.filter((cell) => cell.rows === rows && cell.callers === count);
      if (here.length === 0) return [];
      const unit = count === 1 ? "milliseconds, p50 (p99)" : "calls a second (p99 in ms)";
      const who = count === 1 ? "1 caller" : `${count} callers`;
      return [{ title: `${sizeName(rows)} rows, ${who}: ${unit}`, table: matrix(here) }];
    }),
  );
}

function matrix(cells: readonly Cell[]): Table {
  const workloads = [...new Set(cells.map(({ workload }) => workload))];
  const contenders = contenderNames.filter((name) =>
    cells.some(({ contender }) => contender === name),
  );
  const show = (workload: string, contender: ContenderName): string => {
    const cell = cells.find((one) => one.workload === workload && one.contender === contender);
    if (cell === undefined) return "–";
    if (cell.skipped !== undefined) return "skipped";
    const speed = cell.callers === 1 ? milliseconds(cell.p50) : perSecond(cell.operationsPerSecond);
    return `${speed} (${milliseconds(cell.p99)})`;
  };
  return {
    head: ["work", ...contenders],
    rows: workloads.map((workload) => [
      workload,
      ...contenders.map((name) => show(workload, name)),
    ]),
  };
}
