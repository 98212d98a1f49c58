import {
  AliasNode,
  type CompiledQuery,
  FromNode,
  IdentifierNode,
  type OperationNode,
  RawNode,
  type ReferenceNode,
  SelectionNode,
  type SelectQueryNode,
  type TableNode,
  WhereNode,
} from "kysely";
import { DuckDbQueryCompiler } from "../dialect/query-compiler.ts";

/** Makes the text of a statement in which one part varies. */
export type SqlTemplate = (filling: string) => string;

/** Marks the varying part in a syntax tree. */
export const gap: RawNode = RawNode.createWithSql("");

/** The name of the column that tells which look-up a row belongs to. */
export const keyName = "batch_key";

class TemplateCompiler extends DuckDbQueryCompiler {
  #gap = 0;

  compile(node: CompiledQuery["query"], queryId: CompiledQuery["queryId"]): SqlTemplate {
    const { sql } = this.compileQuery(node, queryId);
    const before = sql.slice(0, this.#gap);
    const after = sql.slice(this.#gap);
    return (filling) => before + filling + after;
  }

  protected override visitRaw(node: RawNode): void {
    if (node === gap) this.#gap = this.getSql().length;
    super.visitRaw(node);
  }
}

/** Compiles a tree that has no parameters and one `gap`. */
export function compileTemplate(
  node: CompiledQuery["query"],
  { queryId }: CompiledQuery,
): SqlTemplate {
  return new TemplateCompiler().compile(node, queryId);
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
  return compileTemplate(select, query);
}

/** Whether a query has no other clauses than these. */
export function hasOnly(query: OperationNode, ...clauses: readonly string[]): boolean {
  return Object.entries(query).every(
    ([name, value]) => name === "kind" || value === undefined || clauses.includes(name),
  );
}
