import {
  type CompiledQuery,
  type DeleteQueryNode,
  type OperationNode,
  TableNode,
  type UpdateQueryNode,
} from "kysely";
import { BatchColumns, type KeyComparison } from "./batch-columns.ts";
import { conjuncts } from "./conjuncts.ts";
import { hasOnly } from "./sql-template.ts";

/** An update or delete by a key, which can be one statement with others of its text. */
export interface KeyedChange {
  readonly table: TableNode;
  /** The change, with columns of `batch` for its parameters, and without its condition. */
  readonly change: Omit<UpdateQueryNode, "where"> | Omit<DeleteQueryNode, "where">;
  /** The whole condition, with columns of `batch` for its parameters. */
  readonly condition: OperationNode;
  /** The part of the condition that compares the key. */
  readonly key: KeyComparison;
}

export function keyedChange(
  { parameters }: CompiledQuery,
  node: UpdateQueryNode | DeleteQueryNode,
): KeyedChange | undefined {
  const update = node.kind === "UpdateQueryNode";
  const table = update ? node.table : node.from.froms[0];
  if (table === undefined || node.where === undefined || !TableNode.is(table)) return undefined;
  const isPlain = update
    ? hasOnly(node, "table", "updates", "where")
    : hasOnly(node, "from", "where") && node.from.froms.length === 1;
  if (!isPlain) return undefined;

  const columns = new BatchColumns();
  const updates = update ? node.updates?.map((set) => columns.transformNode(set)) : undefined;
  const condition = columns.transformNode(node.where.where);
  const key = findKey(columns, condition);
  if (key === undefined || !columns.cover(parameters.length)) return undefined;

  const { where: _, ...rest } = node;
  const change = update && updates ? ({ ...rest, updates } as UpdateQueryNode) : rest;
  return { table, change, condition, key };
}

/** Finds the first column that must equal a parameter if the whole condition is true. */
function findKey(columns: BatchColumns, condition: OperationNode): KeyComparison | undefined {
  return conjuncts(condition)
    .map((one) => columns.keyComparison(one))
    .find((key) => key !== undefined);
}
