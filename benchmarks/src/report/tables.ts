import type { Cell } from "../measure/cell.ts";
import type { MemoryResult } from "../memory/memory-result.ts";
import type { Machine } from "./machine.ts";
import type { PythonComparison } from "./python-figures.ts";
import type { Verdict } from "./verdicts.ts";

/** A table for the terminal or a document. */
export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export function machineTable({ packages, ...machine }: Machine): Table {
  return {
    head: ["machine", ""],
    rows: Object.entries({ ...machine, ...packages }).map(([name, value]) => [name, String(value)]),
  };
}

export function cellTable(cells: readonly Cell[]): Table {
  return {
    head: ["work", "rows", "callers", "by", "p50 ms", "p99 ms", "a second", "RSS MB"],
    rows: cells.map((cell) => {
      const place = [cell.workload, String(cell.rows), String(cell.callers), cell.contender];
      if (cell.skipped !== undefined) return [...place, "skipped", cell.skipped, "", ""];
      const rate = Math.round(cell.operationsPerSecond);
      return [...place, milliseconds(cell.p50), milliseconds(cell.p99), String(rate), mb(cell.rss)];
    }),
  };
}

export function verdictTable(verdicts: readonly Verdict[]): Table {
  return {
    head: ["work", "required", "measured (p50)", "measured (throughput)", "verdict"],
    rows: verdicts.map(({ work, required, measured, throughput, reached }) => [
      work,
      required,
      measured,
      throughput,
      verdict(reached),
    ]),
  };
}

export function pythonTable(comparisons: readonly PythonComparison[]): Table {
  return {
    head: ["work", "rows", "Python ms", "ours ms", "", "a second: 40× Python", "ours", ""],
    rows: comparisons.map((row) => [
      row.work,
      String(row.rows),
      String(row.pythonMilliseconds),
      row.milliseconds === undefined ? "–" : milliseconds(row.milliseconds),
      verdict(row.faster),
      String(Math.round(row.requiredThroughput)),
      row.throughput === undefined ? "–" : String(Math.round(row.throughput)),
      verdict(row.reached),
    ]),
  };
}

/** Shows every tenth sample, which is enough to see growth. */
export function memoryTable({ samples }: MemoryResult): Table {
  const shown = samples.filter((_, index) => index % 10 === 0);
  return {
    head: ["queries", "RSS MB"],
    rows: shown.map(({ queries, rss }) => [String(queries), mb(rss)]),
  };
}

function verdict(reached: boolean | undefined): string {
  if (reached === undefined) return "–";
  return reached ? "reached" : "not reached";
}

function milliseconds(value: number): string {
  return value < 10 ? value.toFixed(3) : value.toFixed(1);
}

function mb(bytes: number): string {
  return String(Math.round(bytes / 1e6));
}
