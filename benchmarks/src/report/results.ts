import type { Cell } from "../measure/cell.ts";
import type { MemoryResult } from "../memory/memory-result.ts";
import type { Machine } from "./machine.ts";
import type { PythonComparison } from "./python-figures.ts";
import type { Verdict } from "./verdicts.ts";

/** All that a run has to say; what `results/latest.json` holds. */
export interface Results {
  readonly machine: Machine;
  /** The command that gives such results. */
  readonly command: string;
  readonly verdicts: readonly Verdict[];
  readonly python: readonly PythonComparison[];
  readonly memory: MemoryResult | undefined;
  readonly cells: readonly Cell[];
  /** Wrong results. With any, the run has failed. */
  readonly problems: readonly string[];
}
