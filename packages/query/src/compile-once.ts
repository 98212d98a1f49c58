import type { CompiledQuery, QueryExecutor } from "kysely";
import type { Executor } from "./executor.ts";

/** A statement without its values, and the columns that it names. */
export interface StatementTemplate {
  readonly columns: readonly string[];
  readonly statement: CompiledQuery<never>;
}

/** The statements of each database, by name. */
const templates = new WeakMap<QueryExecutor, Map<string, StatementTemplate>>();

/**
 * Compiles a statement, or returns the one of this name and these columns that was compiled before: a compilation takes
 * longer than the rest of a statement that is shared.
 *
 * @param compile builds the statement with values that may be kept.
 */
export function compileOnce<DB>(
  executor: Executor<DB>,
  name: string,
  columns: readonly string[],
  compile: () => CompiledQuery,
): StatementTemplate {
  const database = executor.getExecutor();
  const known = templates.get(database) ?? new Map<string, StatementTemplate>();
  templates.set(database, known);
  const found = known.get(name);
  if (found !== undefined && areEqual(found.columns, columns)) return found;
  const template = { columns, statement: compile() as CompiledQuery<never> };
  // A plugin sees each statement.
  if (database.plugins.length === 0) known.set(name, template);
  return template;
}

function areEqual(columns: readonly string[], others: readonly string[]): boolean {
  return (
    columns === others ||
    (columns.length === others.length && columns.every((column, index) => column === others[index]))
  );
}
