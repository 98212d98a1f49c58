import {
  AliasNode,
  type ColumnNode,
  type CompiledQuery,
  IdentifierNode,
  type InsertQueryNode,
  ReferenceNode,
  ReturningNode,
  SelectionNode,
} from "kysely";
import { plainInsert } from "../../batches/plain-insert.ts";
import { compileTemplate, gap, type SqlTemplate } from "../../batches/sql-template.ts";
import { PostgresQueryCompiler } from "../query-compiler.ts";

/** The common form of inserts of one row that can be one statement. */
export interface InsertForm {
  readonly kind: "insert";
  /** The text of a single insert, as its caller wrote it. */
  readonly sql: string;
  /** The number of parameters of a single insert. */
  readonly parameters: number;
  readonly table: string;
  /** The parameter with the key of ON CONFLICT (…) DO NOTHING; undefined without ON CONFLICT. */
  readonly keyParameter: number | undefined;
  /** Whether the caller wants the inserted row. */
  readonly returning: boolean;
  /**
   * Inserts the rows of the gap, which is a VALUES or a SELECT. With ON CONFLICT it returns the key of each inserted row,
   * as the last column.
   */
  readonly insert: SqlTemplate;
}

/** Other selections could read more than the row, such as the number of all rows. */
const columnKinds: ReadonlySet<string> = new Set(["ColumnNode", "ReferenceNode", "SelectAllNode"]);

export function insertForm(query: CompiledQuery, node: InsertQueryNode): InsertForm | undefined {
  const plain = plainInsert(query, node);
  if (plain === undefined) return undefined;
  const { key, returning } = plain;
  const selections = returning?.selections ?? [];
  if (!selections.every(({ selection }) => columnKinds.has(columnOf(selection).kind))) {
    return undefined;
  }
  const returned = key ? [...selections, keyOf(key.column)] : selections;
  const insert: InsertQueryNode = {
    ...node,
    values: gap,
    ...(returned.length > 0 && { returning: ReturningNode.create(returned) }),
  };
  return {
    kind: "insert",
    sql: query.sql,
    parameters: query.parameters.length,
    table: plain.table.table.identifier.name,
    keyParameter: key?.parameter,
    returning: returning !== undefined,
    insert: compileTemplate(new PostgresQueryCompiler(), insert, query),
  };
}

function columnOf(selection: SelectionNode["selection"]): SelectionNode["selection"] {
  return AliasNode.is(selection) ? (selection.node as SelectionNode["selection"]) : selection;
}

function keyOf(column: ColumnNode): SelectionNode {
  const key = AliasNode.create(ReferenceNode.create(column), IdentifierNode.create("batch_key"));
  return SelectionNode.create(key);
}
