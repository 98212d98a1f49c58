import {
  AliasNode,
  type CompiledQuery,
  FromNode,
  IdentifierNode,
  RawNode,
  type ReferenceNode,
  SelectionNode,
  type SelectQueryNode,
  type TableNode,
  WhereNode,
} from "kysely";
import { compileTemplate, gap, type SqlTemplate } from "../../batches/sql-template.ts";
import { DuckDbQueryCompiler } from "../dialect/query-compiler.ts";

/** The name of the column that tells which look-up a row belongs to. */
export const keyName = "batch_key";

/** Compiles a tree that has no parameters and one `gap`. */
export function duckDbTemplate(node: CompiledQuery["query"], query: CompiledQuery): SqlTemplate {
  return compileTemplate(new DuckDbQueryCompiler(), node, query);
}

/** Compiles `select …, key as batch_key from table where key …`, with the gap at the end. */
export function compileKeyLookup(
  query: CompiledQuery,
  table: TableNode,
  key: ReferenceNode,
  selections: readonly SelectionNode[] = [],
): SqlTemplate {
  const whose = AliasNode.create(key, IdentifierNode.create(keyName));
  const select: SelectQueryNode = {
    kind: "SelectQueryNode",
    selections: [...selections, SelectionNode.create(whose)],
    from: FromNode.create([table]),
    where: WhereNode.create(RawNode.create(["", " ", ""], [key, gap])),
  };
  return duckDbTemplate(select, query);
}
