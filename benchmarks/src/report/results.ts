import type { Cell } from "../measure/cell.ts";
import type { MemoryResult } from "../memory/memory-result.ts";
import type { Machine } from "./machine.ts";
import type { PythonComparison } from "./python-figures.ts";
import type { Verdict } from "./verdicts.ts";

/** The results of a run, as in `results/latest.json`. */
export interface Results {
  readonly machine: Machine;
  /** The command to reproduce the run. */
  readonly command: string;
  readonly verdicts: readonly Verdict[];
  readonly python: readonly PythonComparison[];
  readonly memory: MemoryResult | undefined;
  readonly cells: readonly Cell[];
  /** The wrong results, which make the run fail. */
  readonly problems: readonly string[];
}
