import type { HttpResult } from "../http/http-cell.ts";
import type { QueryMemory } from "../memory/query-memory.ts";
import type { SoakMinute } from "../soak/minute.ts";
import type { Machine } from "./machine.ts";
import { mb, milliseconds, perSecond, type Table } from "./table.ts";
import type { Verdict } from "./verdict.ts";

export function machineTable({ packages, ...machine }: Machine): Table {
  return {
    head: ["machine", ""],
    rows: Object.entries({ ...machine, ...packages }).map(([name, value]) => [name, String(value)]),
  };
}

export function verdictTable(verdicts: readonly Verdict[]): Table {
  return {
    head: ["work", "at least", "measured", "against ours-postgres", "verdict"],
    rows: verdicts.map(({ work, required, measured, beside, reached }) => [
      work,
      required,
      measured,
      beside,
      reached === undefined ? "–" : reached ? "reached" : "not reached",
    ]),
  };
}

export function httpTable({ cells }: HttpResult): Table {
  return {
    head: ["route", "requests", "p50 ms", "p99 ms", "a second", "server µs a request", "errors"],
    rows: cells.map((cell) => [
      cell.route,
      String(cell.requests),
      milliseconds(cell.p50),
      milliseconds(cell.p99),
      perSecond(cell.requestsPerSecond),
      cell.serverMicroseconds?.toFixed(0) ?? "–",
      String(cell.errors.length),
    ]),
  };
}

/** Shows every tenth sample, which is enough to see growth. */
export function memoryTable({ samples }: QueryMemory): Table {
  const shown = samples.filter((_, index) => index % 10 === 0);
  return {
    head: ["queries", "RSS MB"],
    rows: shown.map(({ queries, rss }) => [String(queries), mb(rss)]),
  };
}

export function soakTable(minutes: readonly SoakMinute[]): Table {
  return {
    head: [
      "minute",
      "calls",
      "p50 ms",
      "p99 ms",
      "slowest call",
      "RSS MB",
      "WAL MB",
      "checkpoints",
    ],
    rows: minutes.map((minute) => [
      String(minute.minute),
      String(minute.calls),
      milliseconds(minute.p50),
      milliseconds(minute.p99),
      `${minute.slowest.call}, ${milliseconds(minute.slowest.milliseconds)} ms`,
      mb(minute.rss),
      mb(minute.wal),
      String(minute.checkpoints),
    ]),
  };
}
