/** Of rows whose keys are not known yet, the first of each key, which is the one to insert. */
export function firstsByKey<Row>(
  rows: readonly Row[],
  keys: readonly string[],
  known: ReadonlyMap<string, unknown>,
): { readonly firsts: readonly Row[]; readonly firstOf: ReadonlyMap<string, Row> } {
  const firstOf = new Map<string, Row>();
  for (const [index, row] of rows.entries()) {
    const key = keys[index] ?? "";
    if (!known.has(key) && !firstOf.has(key)) firstOf.set(key, row);
  }
  return { firsts: [...firstOf.values()], firstOf };
}
