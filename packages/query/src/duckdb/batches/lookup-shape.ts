import type { CompiledQuery, SelectQueryNode } from "kysely";
import { keyLookup } from "../../batches/key-lookup.ts";
import type { SqlTemplate } from "../../batches/sql-template.ts";
import { compileKeyLookup } from "./key-template.ts";

/** The common form of look-ups by one column that can be one statement. */
export interface LookupShape {
  readonly kind: "lookup";
  /** The text of a single look-up. */
  readonly sql: string;
  /** Selects the key as well, as `keyName`. The gap is the comparison with the key. */
  readonly lookup: SqlTemplate;
}

export function lookupShape(query: CompiledQuery, node: SelectQueryNode): LookupShape | undefined {
  const found = keyLookup(query, node);
  if (found === undefined) return undefined;
  const lookup = compileKeyLookup(query, found.table, found.key.column, found.selections);
  return { kind: "lookup", sql: query.sql, lookup };
}
