import { type ContenderName, ourNames } from "../contenders/contender.ts";
import type { Workload } from "./workload.ts";

/** Whether a cell of this workload with this contender says something. */
export function canRun(name: ContenderName, workload: Workload, callers: number): boolean {
  if (callers === 1 && name === "postgres-pipelined") return false;
  if (callers > 1 && name === "stock" && workload.contended === true) return false;
  return workload.oursOnly !== true || ourNames.includes(name);
}
