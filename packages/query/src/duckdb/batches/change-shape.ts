import {
  AliasNode,
  type CompiledQuery,
  type DeleteQueryNode,
  FromNode,
  IdentifierNode,
  type OperationNode,
  SelectionNode,
  type SelectQueryNode,
  type TableNode,
  type UpdateQueryNode,
  UsingNode,
  WhereNode,
} from "kysely";
import { batchColumn } from "../../batches/batch-columns.ts";
import { keyedChange } from "../../batches/keyed-change.ts";
import { gap, type SqlTemplate } from "../../batches/sql-template.ts";
import { duckDbTemplate } from "./key-template.ts";

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
  /** Changes the rows that the batch matches. */
  readonly change: SqlTemplate;
}

export function changeShape(
  query: CompiledQuery,
  node: UpdateQueryNode | DeleteQueryNode,
): ChangeShape | undefined {
  const keyed = keyedChange(query, node);
  if (keyed === undefined) return undefined;
  const { table, change, condition, key } = keyed;
  // The whole condition, since a key that is not unique has rows that do not meet the rest.
  const where = WhereNode.create(condition);
  return {
    kind: "change",
    sql: query.sql,
    table: table.table.identifier.name,
    keyParameter: key.parameter,
    match: duckDbTemplate(selectMatches(table, condition, query.parameters.length), query),
    change: duckDbTemplate(
      change.kind === "UpdateQueryNode"
        ? { ...change, from: FromNode.create([gap]), where }
        : { ...change, using: UsingNode.create([gap]), where },
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
