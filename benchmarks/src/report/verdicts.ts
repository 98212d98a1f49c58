import type { ContenderName } from "../contenders/contender.ts";
import type { Cell } from "../measure/cell.ts";
import type { MemoryResult } from "../memory/memory-result.ts";
import { criteria, memoryLimit, pageGrowth } from "./criteria.ts";

export interface Verdict {
  readonly work: string;
  readonly required: string;
  readonly measured: string;
  /** The ratio of the operations a second, if there is one. */
  readonly throughput: string;
  /** Undefined if this run did not measure it. */
  readonly reached: boolean | undefined;
}

/** Judges every goal at each measured size. */
export function judge(cells: readonly Cell[], memory: MemoryResult | undefined): Verdict[] {
  const sizes = [...new Set(cells.map(({ rows }) => rows))];
  return [
    ...criteria.flatMap((criterion) =>
      sizes.map((rows): Verdict => {
        const { workload, callers, against, atLeast } = criterion;
        const ours = findCell(cells, { workload, rows, callers, contender: "ours" });
        const other = findCell(cells, { workload, rows, callers, contender: against });
        const work = `${criterion.work}, ${callers} callers, ${rows} rows, against ${against}`;
        const required = atLeast < 1 ? `within ${ratio(1 / atLeast)}` : `${ratio(atLeast)} as fast`;
        if (!ours || !other) return unmeasured(work, required);
        const times = other.p50 / ours.p50;
        const throughput = ours.operationsPerSecond / other.operationsPerSecond;
        return {
          work,
          required,
          measured: atLeast < 1 ? ratio(1 / times) : ratio(times),
          throughput: ratio(throughput),
          reached: times >= atLeast,
        };
      }),
    ),
    judgePage(cells),
    judgeMemory(memory),
  ];
}

function judgePage(cells: readonly Cell[]): Verdict {
  const { smaller, larger, atMost } = pageGrowth;
  const place = { workload: "page", callers: 1, contender: "ours" as const };
  const small = findCell(cells, { ...place, rows: smaller });
  const large = findCell(cells, { ...place, rows: larger });
  const work = `newest-first page of 50, ${larger} rows against ${smaller}`;
  const required = `within ${ratio(atMost)}`;
  if (!small || !large) return unmeasured(work, required);
  const times = large.p50 / small.p50;
  return { work, required, measured: ratio(times), throughput: "", reached: times <= atMost };
}

function judgeMemory(memory: MemoryResult | undefined): Verdict {
  const required = `under ${memoryLimit / 1e6} MB, flat`;
  if (memory === undefined) return unmeasured("memory", required);
  const { queries, peak, growth, flat } = memory;
  return {
    work: `memory, ${queries} queries`,
    required,
    measured: `${Math.round(peak / 1e6)} MB, last quarter ${ratio(growth)} of the second`,
    throughput: "",
    reached: peak < memoryLimit && flat,
  };
}

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

function unmeasured(work: string, required: string): Verdict {
  return { work, required, measured: "not in this run", throughput: "", reached: undefined };
}

function ratio(times: number): string {
  return `${times.toFixed(2)}×`;
}
