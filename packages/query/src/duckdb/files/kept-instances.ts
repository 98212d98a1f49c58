import type { DuckDBInstance } from "@duckdb/node-api";

/** How many instances wait for their next file, for each configuration. */
const mostIdle = 4;

const idle = new Map<string, DuckDBInstance[]>();

/** Takes a kept instance of the configuration, if there is one. */
export function takeKept(configuration: Record<string, string>): DuckDBInstance | undefined {
  return idle.get(JSON.stringify(configuration))?.pop();
}

/** Keeps an instance without files for the next file. @returns false if enough of them are kept. */
export function keep(configuration: Record<string, string>, instance: DuckDBInstance): boolean {
  const key = JSON.stringify(configuration);
  const kept = idle.get(key) ?? [];
  if (kept.length >= mostIdle) return false;
  idle.set(key, [...kept, instance]);
  return true;
}
