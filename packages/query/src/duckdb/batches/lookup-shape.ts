import { type CompiledQuery, type SelectQueryNode, TableNode } from "kysely";
import { BatchColumns } from "./batch-columns.ts";
import { compileKeyLookup, hasOnly, type SqlTemplate } from "./sql-template.ts";

/** What look-ups by one column have in common that can be one statement. */
export interface LookupShape {
  readonly kind: "lookup";
  /** The text of one of them. */
  readonly sql: string;
  /** The same, and the key as `keyName`. The gap compares the key with something. */
  readonly lookup: SqlTemplate;
}

export function lookupShape(query: CompiledQuery, node: SelectQueryNode): LookupShape | undefined {
  const { from, selections, where } = node;
  if (from === undefined || selections === undefined || where === undefined) return undefined;
  const [table, ...more] = from.froms;
  if (table === undefined || !TableNode.is(table) || more.length > 0) return undefined;
  if (!hasOnly(node, "from", "selections", "where")) return undefined;
  // An aggregate is of all rows together.
  const areColumns = selections.every(
    ({ selection: { kind } }) => kind === "SelectAllNode" || kind === "ReferenceNode",
  );
  const columns = new BatchColumns();
  const key = columns.keyComparison(columns.transformNode(where.where));
  if (!areColumns || key === undefined || !columns.cover(query.parameters.length)) return undefined;
  const lookup = compileKeyLookup(query, table, key.column, selections);
  return { kind: "lookup", sql: query.sql, lookup };
}
