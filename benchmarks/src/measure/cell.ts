import type { ContenderName } from "../contenders/contender.ts";
import { median } from "./percentile.ts";
import type { Round } from "./round.ts";

/** What is measured of one contender in one place of the table. */
export interface Cell {
  readonly workload: string;
  readonly rows: number;
  readonly callers: number;
  readonly contender: ContenderName;
  readonly rounds: number;
  readonly operations: number;
  /** Of one operation, in milliseconds; the median of the rounds' own, as are those below. */
  readonly p50: number;
  readonly p99: number;
  readonly operationsPerSecond: number;
  /** The largest after any round, in bytes; of the contender's Node process, not of a server. */
  readonly rss: number;
  /** Set, and nothing else measured, where one operation a caller would take too long. */
  readonly skipped?: string;
}

export type CellPlace = Pick<Cell, "workload" | "rows" | "callers" | "contender">;

export function toCell(place: CellPlace, rounds: readonly Round[]): Cell {
  return {
    ...place,
    rounds: rounds.length,
    operations: rounds.reduce((sum, round) => sum + round.operations, 0),
    p50: median(rounds.map((round) => round.p50)),
    p99: median(rounds.map((round) => round.p99)),
    operationsPerSecond: median(rounds.map((round) => round.operations / round.seconds)),
    rss: Math.max(...rounds.map((round) => round.rss)),
  };
}
