import type { CatalogTable } from "../catalog/catalog.ts";
import type { Problem } from "../rule.ts";
import type { Alteration, Statement } from "../statement/statement.ts";

const altering = new Set<Alteration["kind"]>([
  "add-column",
  "drop-column",
  "set-type",
  "set-not-null",
  "add-constraint",
]);

/**
 * What DuckDB refuses to do to a table whose rows the same transaction has updated or deleted: to alter it,
 * which fails at the commit, and to index a column that was updated. Only where there were such rows, so
 * that it passes every test on an empty table.
 */
export function* refusedAfterUpdate(
  table: CatalogTable | undefined,
  statement: Statement,
): Generator<Problem> {
  if (table?.changed === undefined || table.fresh) return;
  const { changed } = table;
  if (statement.kind === "alter-table") {
    for (const { kind, line } of statement.alterations) {
      if (altering.has(kind)) yield { line, message: messageFor(statement.table) };
    }
  }
  if (statement.kind !== "create-index" || changed === "all") return;
  if (statement.columns.some((column) => changed.has(column))) {
    yield { line: statement.line, message: messageFor(statement.table) };
  }
}

function messageFor(table: string): string {
  return `DuckDB refuses it once the file has changed a row of ${table}; do it before, or in the next file`;
}
