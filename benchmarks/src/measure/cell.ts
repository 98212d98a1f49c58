import type { ContenderName } from "../contenders/contender.ts";
import { median } from "./percentile.ts";
import type { Round } from "./round.ts";

/** The measurements of one contender in one cell. */
export interface Cell {
  readonly workload: string;
  readonly rows: number;
  readonly callers: number;
  readonly contender: ContenderName;
  readonly rounds: number;
  readonly operations: number;
  /** The time of one operation in milliseconds. This and the next figures are medians over the rounds. */
  readonly p50: number;
  readonly p99: number;
  readonly operationsPerSecond: number;
  /** The processor time of one operation in microseconds, of the contender's Node process without a server. */
  readonly processorTime: number;
  /** The largest memory of that process after a round, in bytes. */
  readonly rss: number;
  /** The reason why nothing was measured: one operation for each caller would take too long. */
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
    processorTime: median(rounds.map((round) => round.processorTime)),
    rss: Math.max(...rounds.map((round) => round.rss)),
  };
}
