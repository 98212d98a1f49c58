import {
  AliasNode,
  type ColumnNode,
  type CompiledQuery,
  type DeleteQueryNode,
  FromNode,
  IdentifierNode,
  ReturningNode,
  SelectionNode,
  type UpdateQueryNode,
  UsingNode,
  WhereNode,
} from "kysely";
import { batchColumn } from "../../batches/batch-columns.ts";
import { keyedChange } from "../../batches/keyed-change.ts";
import { compileTemplate, gap, type SqlTemplate } from "../../batches/sql-template.ts";
import { PostgresQueryCompiler } from "../query-compiler.ts";
import { type KeyColumn, keyColumn } from "./key-column.ts";

/** The common form of updates or deletes by a key that can be one statement. The gaps are a batch. */
export interface ChangeForm {
  readonly kind: "change";
  /** The text of a single change, as its caller wrote it. */
  readonly sql: string;
  /** The number of parameters of a single change. */
  readonly parameters: number;
  readonly table: string;
  readonly key: KeyColumn;
  /** Selects, as `n`, the number of each change that matches a row. */
  readonly match: SqlTemplate;
  /** Changes rows, and returns, as `n`, the number of the change for each of them. */
  readonly change: SqlTemplate;
}

export function changeForm(
  query: CompiledQuery,
  node: UpdateQueryNode | DeleteQueryNode,
): ChangeForm | undefined {
  const keyed = keyedChange(query, node);
  if (keyed === undefined) return undefined;
  const { table, change, condition, key } = keyed;
  const count = query.parameters.length;
  const where = WhereNode.create(condition);
  const number = SelectionNode.create(
    AliasNode.create(batchColumn(count), IdentifierNode.create("n")),
  );
  const returning = ReturningNode.create([number]);
  const compile = (compiled: CompiledQuery["query"]): SqlTemplate =>
    compileTemplate(new PostgresQueryCompiler(), compiled, query);
  return {
    kind: "change",
    sql: query.sql,
    parameters: count,
    table: table.table.identifier.name,
    key: keyColumn(table, key.column.column as ColumnNode, key.parameter),
    match: compile({
      kind: "SelectQueryNode",
      selections: [number],
      from: FromNode.create([gap, table]),
      where,
    }),
    change: compile(
      change.kind === "UpdateQueryNode"
        ? { ...change, from: FromNode.create([gap]), where, returning }
        : { ...change, using: UsingNode.create([gap]), where, returning },
    ),
  };
}
