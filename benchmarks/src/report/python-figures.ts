import type { Cell } from "../measure/cell.ts";
import { findCell, sizesOf } from "./find-cell.ts";
import { unmeasured, type Verdict } from "./verdict.ts";

/**
 * The times of the earlier Python implementation for one caller, end to end, in milliseconds, on the machine of its own
 * measurement.
 */
const pythonFigures = [
  { work: "propose", workload: "propose", milliseconds: 1.9 },
  { work: "delete an action", workload: "delete-action", milliseconds: 1.05 },
  { work: "record once", workload: "record-once", milliseconds: 3 },
  { work: "9 KB delivery", workload: "store-delivery", milliseconds: 2.1 },
  { work: "record a command", workload: "record-command", milliseconds: 2.2 },
] as const;

/** Judges one caller's write of every kind at the smallest size. */
export function judgePython(cells: readonly Cell[]): Verdict[] {
  const [rows = 0] = sizesOf(cells);
  return pythonFigures.map(({ work, workload, milliseconds }) => {
    const name = `${work}, 1 caller`;
    const required = `at most ${milliseconds} ms, as in Python`;
    const cell = findCell(cells, { workload, rows, callers: 1, contender: "ours" });
    if (cell === undefined) return unmeasured(name, required);
    const measured = `${cell.p50.toFixed(2)} ms`;
    return { work: name, required, measured, beside: "", reached: cell.p50 <= milliseconds };
  });
}
