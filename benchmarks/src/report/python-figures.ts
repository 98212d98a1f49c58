import type { Cell } from "../measure/cell.ts";
import { findCell } from "./verdicts.ts";

/** The times of the earlier Python implementation, end to end, with one caller, in milliseconds. */
const pythonFigures = [
  { work: "create a pending action", workload: "propose", milliseconds: 1.9 },
  { work: "find it", workload: "find-action", milliseconds: 0.6 },
  { work: "delete it", workload: "delete-action", milliseconds: 1.05 },
  { work: "record an idempotent log", workload: "record-once", milliseconds: 3.0 },
  { work: "store a 9 KB webhook event", workload: "store-delivery", milliseconds: 2.1 },
  { work: "record a command", workload: "record-command", milliseconds: 2.2 },
  { work: "page of 50 logs", workload: "page", milliseconds: 2.5 },
] as const;

const throughputTimes = 40;

export interface PythonComparison {
  readonly work: string;
  readonly rows: number;
  readonly pythonMilliseconds: number;
  /** The median with one caller. Undefined if this run did not measure it. */
  readonly milliseconds: number | undefined;
  readonly faster: boolean | undefined;
  /** The required operations a second, with 100 callers. */
  readonly requiredThroughput: number;
  readonly throughput: number | undefined;
  readonly reached: boolean | undefined;
}

export function compareWithPython(cells: readonly Cell[]): PythonComparison[] {
  const sizes = [...new Set(cells.map(({ rows }) => rows))];
  return sizes.flatMap((rows) =>
    pythonFigures.map(({ work, workload, milliseconds: python }) => {
      const place = { workload, rows, contender: "ours" as const };
      const one = findCell(cells, { ...place, callers: 1 });
      const hundred = findCell(cells, { ...place, callers: 100 });
      const requiredThroughput = (throughputTimes * 1000) / python;
      return {
        work,
        rows,
        pythonMilliseconds: python,
        milliseconds: one?.p50,
        faster: one && one.p50 < python,
        requiredThroughput,
        throughput: hundred?.operationsPerSecond,
        reached: hundred && hundred.operationsPerSecond >= requiredThroughput,
      };
    }),
  );
}
