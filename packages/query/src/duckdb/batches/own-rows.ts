import type { QueryResult } from "kysely";

type Row = Record<string, unknown>;

/** Gives each read its own rows, since its caller may change them. Reads with the same key have equal rows. */
export function toOwnRows<Key>(
  keys: readonly Key[],
  rowsOf: (key: Key) => unknown[],
): QueryResult<unknown>[] {
  const given = new Set<Key>();
  return keys.map((key) => {
    const rows = rowsOf(key);
    if (given.has(key)) return { rows: rows.map((row) => copyRow(row as Row)) };
    given.add(key);
    return { rows };
  });
}

function copyRow(row: Row): Row {
  const copy = { ...row };
  for (const name of Object.keys(copy)) {
    const value = copy[name];
    if (value instanceof Date) copy[name] = new Date(value);
    else if (typeof value === "object" && value !== null) copy[name] = structuredClone(value);
  }
  return copy;
}
