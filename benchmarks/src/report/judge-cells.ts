import type { Cell } from "../measure/cell.ts";
import { type Criterion, criteria, fewRowsLimit, growth, type Performance } from "./criteria.ts";
import { findCell, sizesOf, speedOf } from "./find-cell.ts";
import { ratio, sizeName, unmeasured, type Verdict } from "./verdict.ts";

/** Judges the goals that compare cells: each one at the smallest size, and the growth from there. */
export function judgeCells(cells: readonly Cell[]): Verdict[] {
  const sizes = sizesOf(cells);
  const [smallest] = sizes;
  return [
    ...criteria.flatMap((criterion) => judge(cells, criterion, smallest)),
    ...sizes.slice(1).flatMap((larger) =>
      growth.map(({ work, workload, atMost }) => {
        const at = (rows: number | undefined) =>
          rows && findCell(cells, { contender: "ours", callers: 1, workload, rows });
        const [small, large] = [at(smallest), at(larger)];
        const name = `${work}, 1 caller, ${sizeName(larger)} rows against ${sizeName(smallest ?? 0)}`;
        return judgeTimes(name, small, large, atMost);
      }),
    ),
    ...sizes.map((rows) => {
      const place = { contender: "ours", callers: 1, rows } as const;
      const busy = findCell(cells, { ...place, workload: "page" });
      const few = findCell(cells, { ...place, workload: "page-of-few" });
      const name = `page of a user with 10 of ${sizeName(rows)} rows, against the busiest user's`;
      return judgeTimes(name, busy, few, fewRowsLimit);
    }),
  ];
}

function judge(cells: readonly Cell[], criterion: Criterion, rows = 0): Verdict[] {
  const { of, against, atLeast, tail } = criterion;
  const find = (place: Performance) => findCell(cells, { ...place, rows });
  const [measured, other] = [find(of), find(against)];
  const who = of.callers === 1 ? "1 caller" : `${of.callers} callers`;
  const work = `${criterion.work}, ${who}`;
  const name = criterion.againstName ?? against.contender;
  const isTime = of.callers === 1;
  const required = isTime
    ? `within ${ratio(1 / atLeast)} of ${name}`
    : `${ratio(atLeast)} of ${name}`;
  if (!measured || !other) return [unmeasured(work, required)];
  const times = speedOf(measured) / speedOf(other);
  const oursThere =
    of.contender === "ours" && against.contender === "postgres"
      ? find({ ...against, contender: "ours-postgres" })
      : undefined;
  const verdict = {
    work,
    required,
    measured: ratio(isTime ? 1 / times : times),
    beside: oursThere ? ratio(speedOf(measured) / speedOf(oursThere)) : "",
    reached: times >= atLeast,
  };
  return tail === undefined ? [verdict] : [verdict, judgeTail(work, measured, tail)];
}

export function judgeTail(
  work: string,
  { p50, p99 }: { readonly p50: number; readonly p99: number },
  limit: number,
): Verdict {
  const times = p99 / p50;
  const required = `p99 under ${limit}× p50`;
  return { work, required, measured: ratio(times), beside: "", reached: times < limit };
}

function judgeTimes(
  work: string,
  base: Cell | 0 | undefined,
  other: Cell | 0 | undefined,
  atMost: number,
): Verdict {
  const required = `within ${ratio(atMost)}`;
  if (!base || !other) return unmeasured(work, required);
  const times = other.p50 / base.p50;
  return { work, required, measured: ratio(times), beside: "", reached: times <= atMost };
}
