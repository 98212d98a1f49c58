import { isDeepStrictEqual } from "node:util";

/** For `verify`: returns the problem, if there is one. */
export function unlike(what: string, actual: unknown, expected: unknown): string[] {
  if (isDeepStrictEqual(actual, expected)) return [];
  return [`${what}: ${shown(actual)}, not ${shown(expected)}`];
}

/** For `operate`: throws if the values differ. */
export function expectEqual(what: string, actual: unknown, expected: unknown): void {
  if (actual !== expected) throw new Error(`${what}: ${shown(actual)}, not ${shown(expected)}`);
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? String(value)).slice(0, 200);
}
