import type { Contender } from "../contenders/contender.ts";
import type { Seed } from "../data/seed.ts";
import type { TableName } from "../data/tables.ts";

/** One contender's go at one workload, over all its rounds. */
export interface Trial {
  /** Not measured: makes ready for `operate` up to, and without, this number. */
  prepare?(until: number): Promise<void>;
  /** What is measured. Each number from 0 is given once. Throws when the result is wrong. */
  operate(n: number): Promise<void>;
  /** Not measured: what is wrong with what is now on record, after operations 0 to `operations - 1`. */
  verify(operations: number): Promise<string[]>;
}

export interface Workload {
  readonly name: string;
  /** The tables that must hold seeded rows. */
  readonly tables: readonly TableName[];
  /** Callers to measure besides the usual ones. */
  readonly alsoCallers?: readonly number[];
  /** Only through the repositories, for comparison with the Python implementation. */
  readonly oursOnly?: boolean;
  start(contender: Contender, seed: Seed): Trial;
}
