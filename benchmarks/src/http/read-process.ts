import { readFileSync } from "node:fs";

export interface ProcessReading {
  /** The largest resident memory so far, in bytes. */
  readonly peakMemory: number;
  /** The processor time so far of all threads, in microseconds. */
  readonly processorTime: number;
}

/** A tick of the clock in /proc is a hundredth of a second on every Linux. */
const tick = 10_000;

/** Reads /proc, so undefined on other systems than Linux. */
export function readProcess(pid: number): ProcessReading | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const peak = /VmHWM:\s+(\d+) kB/.exec(status)?.[1];
    // The fields after the name of the program, which may have spaces.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const ticks = Number(fields[11]) + Number(fields[12]);
    return { peakMemory: Number(peak) * 1024, processorTime: ticks * tick };
  } catch {
    return undefined;
  }
}
