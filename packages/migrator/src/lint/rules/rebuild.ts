import type { CatalogTable } from "../catalog/catalog.ts";
import { type LintedFile, statementsOf } from "../rule.ts";

/**
 * The table that a file puts in the place of one that it drops: made by the file itself, and given the
 * name afterwards. So a table is rebuilt, which is how DuckDB gets a constraint that it cannot add.
 */
export function replacementOf(file: LintedFile, table: string): CatalogTable | undefined {
  for (const { statement, before } of statementsOf(file, "alter-table")) {
    const made = before.get(statement.table);
    if (made?.fresh !== true) continue;
    if (statement.alterations.some((one) => one.kind === "rename-table" && one.to === table)) {
      return made;
    }
  }
  return undefined;
}
