import { type CompiledQuery, type OperationNode, type QueryCompiler, RawNode } from "kysely";

/** Makes the text of a statement in which one part varies. */
export type SqlTemplate = (filling: string) => string;

/** No statement has this character. */
const mark = "\0";

/** Marks the varying part in a syntax tree. */
export const gap: RawNode = RawNode.createWithSql(mark);

/** Compiles a tree that has no parameters and one `gap`. */
export function compileTemplate(
  compiler: QueryCompiler,
  node: CompiledQuery["query"],
  { queryId }: CompiledQuery,
): SqlTemplate {
  const { sql } = compiler.compileQuery(node, queryId);
  const start = sql.indexOf(mark);
  const before = sql.slice(0, start);
  const after = sql.slice(start + mark.length);
  return (filling) => before + filling + after;
}

/** Whether a query has no other clauses than these. */
export function hasOnly(query: OperationNode, ...clauses: readonly string[]): boolean {
  return Object.entries(query).every(
    ([name, value]) => name === "kind" || value === undefined || clauses.includes(name),
  );
}
