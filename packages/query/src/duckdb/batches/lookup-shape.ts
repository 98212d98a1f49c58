import { type CompiledQuery, type SelectQueryNode, TableNode } from "kysely";
import { BatchColumns } from "./batch-columns.ts";
import { compileKeyLookup, hasOnly, type SqlTemplate } from "./sql-template.ts";

/** The common form of look-ups by one column that can be one statement. */
export interface LookupShape {
  readonly kind: "lookup";
  /** The text of a single look-up. */
  readonly sql: string;
  /** Selects the key as well, as `keyName`. The gap is the comparison with the key. */
  readonly lookup: SqlTemplate;
}

export function lookupShape(query: CompiledQuery, node: SelectQueryNode): LookupShape | undefined {
  const { from, selections, where } = node;
  if (from === undefined || selections === undefined || where === undefined) return undefined;
  const [table, ...more] = from.froms;
  if (table === undefined || !TableNode.is(table) || more.length > 0) return undefined;
  if (!hasOnly(node, "from", "selections", "where")) return undefined;
  // An aggregate would be of the rows of all look-ups.
  const areColumns = selections.every(
    ({ selection: { kind } }) => kind === "SelectAllNode" || kind === "ReferenceNode",
  );
  const columns = new BatchColumns();
  const key = columns.keyComparison(columns.transformNode(where.where));
  if (!areColumns || key === undefined || !columns.cover(query.parameters.length)) return undefined;
  const lookup = compileKeyLookup(query, table, key.column, selections);
  return { kind: "lookup", sql: query.sql, lookup };
}
