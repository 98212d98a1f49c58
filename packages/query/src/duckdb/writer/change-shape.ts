import {
  AndNode,
  BinaryOperationNode,
  type CompiledQuery,
  ColumnNode,
  DeleteQueryNode,
  type OperationNode,
  OperatorNode,
  ParensNode,
  ReferenceNode,
  TableNode,
  UpdateQueryNode,
  ValueNode,
} from "kysely";
import { byText } from "../by-text.ts";

/** What updates or deletes of one row each have in common that can be one statement. */
export interface ChangeShape {
  /** The text of one of them, as its caller wrote it. */
  readonly sql: string;
  /** The parameter that the row is found by. */
  readonly keyParameter: number;
  /** The column that it is found by, quoted. */
  readonly keyColumn: string;
  readonly table: string;
  /** The condition, and what is set (undefined for a delete), with parameters as columns of `batch`. */
  readonly where: string;
  readonly set: string | undefined;
}

/** Undefined for what must be a statement of its own. */
export const changeShape: (query: CompiledQuery) => ChangeShape | undefined = byText((query) => {
  const node: OperationNode = query.query;
  if (!UpdateQueryNode.is(node) && !DeleteQueryNode.is(node)) return undefined;
  return isPlain(node) ? describe(query, node) : undefined;
});

function isPlain(node: UpdateQueryNode | DeleteQueryNode): boolean {
  const target = UpdateQueryNode.is(node) ? node.table : node.from.froms[0];
  const several = UpdateQueryNode.is(node)
    ? node.from
    : node.using !== undefined || node.from.froms.length > 1;
  return (
    target !== undefined &&
    TableNode.is(target) &&
    !(several || node.joins || node.returning || node.with || node.orderBy || node.limit) &&
    !(node.endModifiers || node.explain || node.top || node.output)
  );
}

/** `update T set S where W` or `delete from T where W`, where W compares one column with a parameter. */
const parts =
  /^(?:update (?<updated>\S+) set (?<set>.+?)|delete from (?<emptied>\S+)) where (?<where>.+)$/s;
/** A text of another query could see what the batch has changed already; in a literal a ? is none. */
const unclear = /'|\bselect\b|\bfrom\b.*\bfrom\b/is;

function describe(
  query: CompiledQuery,
  node: UpdateQueryNode | DeleteQueryNode,
): ChangeShape | undefined {
  const { updated, set, emptied, where } = parts.exec(query.sql)?.groups ?? {};
  const table = updated ?? emptied;
  const column = node.where && comparedColumn(node.where.where);
  if (table === undefined || where === undefined || column === undefined) return undefined;
  if (unclear.test(query.sql)) return undefined;

  let parameter = 0;
  const named = (text: string): string => text.replaceAll("?", () => `batch.p${parameter++}`);
  const namedSet = set === undefined ? undefined : named(set);
  const keyColumn = `"${column.replaceAll('"', '""')}"`;
  const [before, ...after] = where.split(`${keyColumn} = ?`);
  if (before === undefined || after.length !== 1) return undefined;
  const keyParameter = parameter + before.split("?").length - 1;
  const namedWhere = named(where);
  if (parameter !== query.parameters.length) return undefined;
  return { sql: query.sql, keyParameter, keyColumn, table, where: namedWhere, set: namedSet };
}

/** The first column that must equal a parameter for the whole condition to hold. */
function comparedColumn(node: OperationNode): string | undefined {
  if (ParensNode.is(node)) return comparedColumn(node.node);
  if (AndNode.is(node)) return comparedColumn(node.left) ?? comparedColumn(node.right);
  if (!BinaryOperationNode.is(node) || !ValueNode.is(node.rightOperand)) return undefined;
  const equals = OperatorNode.is(node.operator) && node.operator.operator === "=";
  const { leftOperand } = node;
  if (!equals || node.rightOperand.immediate || !ReferenceNode.is(leftOperand)) return undefined;
  return leftOperand.table === undefined && ColumnNode.is(leftOperand.column)
    ? leftOperand.column.column.name
    : undefined;
}
