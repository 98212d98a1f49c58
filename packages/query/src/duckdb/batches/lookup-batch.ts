import type { CompiledQuery, QueryResult } from "kysely";
import type { Session } from "../session/session.ts";
import { UnlikeColumnError } from "./column-values.ts";
import { keyTexts, lookUpKeys } from "./key-column.ts";
import type { LookupShape } from "./lookup-shape.ts";
import { toOwnRows } from "./own-rows.ts";

/**
 * Runs look-ups of one shape as one statement, which costs little more than one of them: DuckDB plans each
 * SELECT again for its parameter, and that is most of its time.
 *
 * @returns the rows of each look-up, in the order of the queries.
 * @throws {UnlikeColumnError} where the rows cannot be told apart. Then each look-up must run alone.
 */
export async function lookupBatch(
  session: Session,
  shape: LookupShape,
  queries: readonly CompiledQuery[],
): Promise<QueryResult<unknown>[]> {
  const [type] = await session.parameterTypes(shape.sql);
  const keys = keyTexts(
    queries.map(({ parameters: [key] }) => key),
    type,
  );
  const asked = new Set(keys.filter((key) => key !== undefined));
  const found = await lookUpKeys(session, shape.lookup, [...asked], type);
  const byKey = new Map<unknown, unknown[]>();
  for (const [index, key] of found.keys.entries()) {
    // A collation can treat texts as equal that differ.
    if (!asked.has(key as string)) throw new UnlikeColumnError();
    const rows = byKey.get(key);
    if (rows === undefined) byKey.set(key, [found.rows[index]]);
    else rows.push(found.rows[index]);
  }
  return toOwnRows(keys, (key) => byKey.get(key) ?? []);
}
