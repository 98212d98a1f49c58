import type { Contender } from "../contenders/contender.ts";
import type { Seed } from "../data/seed.ts";
import type { TableName } from "../data/tables.ts";

/** One workload on one contender, over all its rounds. */
export interface Trial {
  /** Prepares for the operations below this number. Not measured. */
  prepare?(until: number): Promise<void>;
  /** Runs one operation, which is measured. Each number from 0 is used once. Throws if the result is wrong. */
  operate(n: number): Promise<void>;
  /** Returns the problems of the stored rows after operations 0 to `operations - 1`. Not measured. */
  verify(operations: number): Promise<string[]>;
}

export interface Workload {
  readonly name: string;
  /** The tables that need seeded rows. */
  readonly tables: readonly TableName[];
  /** Whether only the repositories have the operation. */
  readonly oursOnly?: boolean;
  start(contender: Contender, seed: Seed): Trial;
}
