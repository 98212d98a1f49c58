import {
  AliasNode,
  CastNode,
  FunctionNode,
  type OperationNode,
  RawNode,
  ReferenceNode,
  SelectAllNode,
  type SelectionNode,
  SelectQueryNode,
  TableNode,
  ValueNode,
} from "kysely";
import { hasOnly } from "../../batches/sql-template.ts";

/** One SELECT of a list. */
interface ListPart {
  readonly table: TableNode;
  readonly selections: readonly SelectionNode[];
  readonly where: OperationNode;
}

/** A limited list in no order: one SELECT of one table, or several that `UNION ALL BY NAME` joins. */
export interface ListParts {
  readonly parts: readonly ListPart[];
  readonly limit: OperationNode;
}

/** Undefined if a query is no such list, or if one of its columns is not of one row alone. */
export function readList(node: SelectQueryNode): ListParts | undefined {
  const { setOperations = [], limit, endModifiers: _comments, ...first } = node;
  if (limit === undefined) return undefined;
  const parts = [first, ...setOperations.map(({ expression }) => byName(expression))].map(readPart);
  return parts.every((part) => part !== undefined) ? { parts, limit: limit.limit } : undefined;
}

/** Reads `by name (select …)` of a UNION ALL, which Kysely does not know. */
function byName(expression: OperationNode): SelectQueryNode | undefined {
  if (!RawNode.is(expression) || expression.sqlFragments.join() !== "by name ,") return undefined;
  const [select] = expression.parameters;
  return select && SelectQueryNode.is(select) ? select : undefined;
}

function readPart(node: SelectQueryNode | undefined): ListPart | undefined {
  if (node === undefined || !hasOnly(node, "from", "selections", "where")) return undefined;
  const { from, selections, where } = node;
  const [table, ...more] = from?.froms ?? [];
  if (table === undefined || !TableNode.is(table) || more.length > 0) return undefined;
  if (selections === undefined || where === undefined) return undefined;
  return selections.every(({ selection }) => isOfOneRow(selection))
    ? { table, selections, where: where.where }
    : undefined;
}

/** Whether an expression is of one row, equal each time, and without parameters. */
function isOfOneRow(node: OperationNode): boolean {
  if (AliasNode.is(node)) return isOfOneRow(node.node);
  if (CastNode.is(node)) return isOfOneRow(node.expression);
  if (FunctionNode.is(node)) return node.func === "epoch_us" && node.arguments.every(isOfOneRow);
  if (ValueNode.is(node)) return node.immediate === true;
  return ReferenceNode.is(node) || SelectAllNode.is(node);
}
