import {
  type CompiledQuery,
  type SelectionNode,
  type SelectQueryNode,
  TableNode,
} from "kysely";
import { BatchColumns, type KeyComparison } from "./batch-columns.ts";
import { hasOnly } from "./sql-template.ts";

/** A look-up of columns by one column, which can be one statement with others of its text. */
export interface KeyLookup {
  readonly table: TableNode;
  readonly selections: readonly SelectionNode[];
  readonly key: KeyComparison;
}

export function keyLookup(
  { parameters }: CompiledQuery,
  node: SelectQueryNode,
): KeyLookup | undefined {
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
  if (!areColumns || key === undefined || !columns.cover(parameters.length)) return undefined;
  return { table, selections, key };
}
