import {
  AliasNode,
  AndNode,
  type CompiledQuery,
  type DeleteQueryNode,
  FromNode,
  IdentifierNode,
  type OperationNode,
  ParensNode,
  RawNode,
  SelectionNode,
  type SelectQueryNode,
  TableNode,
  type UpdateQueryNode,
  UsingNode,
  WhereNode,
} from "kysely";
import { batchColumn, BatchColumns, type KeyComparison } from "./batch-columns.ts";
import { compileTemplate, gap, hasOnly, type SqlTemplate } from "./sql-template.ts";

/** The common form of updates or deletes by a key that can be one statement. */
export interface ChangeShape {
  readonly kind: "change";
  /** The text of a single change, as its caller wrote it. */
  readonly sql: string;
  readonly table: string;
  /** The parameter that the key column must equal. */
  readonly keyParameter: number;
  /** Selects, as `n`, the number of each change that matches a row. The last column of the batch has the numbers. */
  readonly match: SqlTemplate;
  /** Changes the rows with the keys of the batch, without the rest of the condition. */
  readonly change: SqlTemplate;
}

export function changeShape(
  query: CompiledQuery,
  node: UpdateQueryNode | DeleteQueryNode,
): ChangeShape | undefined {
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
  const count = query.parameters.length;
  const key = findKey(columns, condition);
  if (key === undefined || !columns.cover(count)) return undefined;

  const where = WhereNode.create(key.condition);
  return {
    kind: "change",
    sql: query.sql,
    table: table.table.identifier.name,
    keyParameter: key.parameter,
    match: compileTemplate(selectMatches(table, condition, count), query),
    change: compileTemplate(
      node.kind === "UpdateQueryNode"
        ? { ...node, ...(updates && { updates }), from: FromNode.create([gap]), where }
        : { ...node, using: UsingNode.create([gap]), where },
      query,
    ),
  };
}

function selectMatches(
  table: TableNode,
  condition: OperationNode,
  numbers: number,
): SelectQueryNode {
  const number = AliasNode.create(batchColumn(numbers), IdentifierNode.create("n"));
  return {
    kind: "SelectQueryNode",
    selections: [SelectionNode.create(number)],
    from: FromNode.create([gap, table]),
    where: WhereNode.create(condition),
  };
}

/** Finds the first column that must equal a parameter if the whole condition is true. */
function findKey(columns: BatchColumns, condition: OperationNode): KeyComparison | undefined {
  if (ParensNode.is(condition)) return findKey(columns, condition.node);
  if (!AndNode.is(condition)) return columns.keyComparison(condition);
  const { left, right } = condition;
  if (mayBindLess(left) || mayBindLess(right)) return undefined;
  return findKey(columns, left) ?? findKey(columns, right);
}

/** Whether raw text may have an OR outside of parentheses, which binds less than the AND around it. */
function mayBindLess(operand: OperationNode): boolean {
  if (!RawNode.is(operand)) return false;
  const { sqlFragments: fragments } = operand;
  return !(
    fragments[0]?.startsWith("case ") === true && fragments.at(-1)?.endsWith(" end") === true
  );
}
