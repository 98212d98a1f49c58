import type { ContenderName } from "../contenders/contender.ts";
import type { Cell } from "../measure/cell.ts";

export function findCell(
  cells: readonly Cell[],
  place: Pick<Cell, "workload" | "rows" | "callers"> & { readonly contender: ContenderName },
): Cell | undefined {
  return cells.find(
    (cell) =>
      cell.workload === place.workload &&
      cell.rows === place.rows &&
      cell.callers === place.callers &&
      cell.contender === place.contender &&
      cell.skipped === undefined,
  );
}

/** The sizes of the cells, the smallest first. */
export function sizesOf(cells: readonly Cell[]): number[] {
  return [...new Set(cells.map(({ rows }) => rows))].toSorted((a, b) => a - b);
}

/** Operations a second: of one caller by the median time of a call, of many together. */
export function speedOf({ callers, p50, operationsPerSecond }: Cell): number {
  return callers === 1 ? 1000 / p50 : operationsPerSecond;
}
