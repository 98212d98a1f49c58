import type { CompiledQuery } from "kysely";

/** Texts come from code, so there are few; a program that makes them up must not fill the memory. */
const remembered = 1000;

/** Finds something out about a statement once for each text. */
export function byText<T>(find: (query: CompiledQuery) => T): (query: CompiledQuery) => T {
  const known = new Map<string, T>();
  return (query) => {
    const found = known.get(query.sql);
    if (found !== undefined || known.has(query.sql)) return found as T;
    if (known.size >= remembered) known.clear();
    const result = find(query);
    known.set(query.sql, result);
    return result;
  };
}
