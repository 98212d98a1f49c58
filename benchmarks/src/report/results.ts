import type { HttpResult } from "../http/http-cell.ts";
import type { Cell } from "../measure/cell.ts";
import type { SoakMinute } from "../soak/minute.ts";
import type { MemoryResults } from "./judge-memory.ts";
import type { Machine } from "./machine.ts";
import type { Verdict } from "./verdict.ts";

/** The results of a run, as in `results/latest.json` and `docs/benchmarks.json`. */
export interface Results {
  readonly machine: Machine;
  /** The command to reproduce the run. */
  readonly command: string;
  readonly verdicts: readonly Verdict[];
  readonly http: HttpResult | undefined;
  readonly memory: MemoryResults | undefined;
  /** Undefined without `--soak`. */
  readonly soak: readonly SoakMinute[] | undefined;
  readonly cells: readonly Cell[];
  /** The wrong results, which make the run fail. */
  readonly problems: readonly string[];
}
