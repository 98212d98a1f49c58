import { isFresh } from "../catalog/catalog.ts";
import type { LintedFile, Problem, Rule } from "../rule.ts";

/**
 * An ALTER TABLE locks its table until the commit. Rows that are changed after it in the same file are
 * changed while nobody can read the table.
 *
 * Source: strong_migrations "backfilling data".
 */
export const backfillUnderLock: Rule = {
  id: "backfill-under-lock",
  finds: "rows are changed after an `ALTER TABLE` in the same transaction on PostgreSQL",
  *check(file: LintedFile): Generator<Problem> {
    if (file.engine !== "postgres" || file.withoutTransaction) return;
    let locked: string | undefined;
    for (const { statement, before } of file.statements) {
      if (statement.kind === "alter-table" && !isFresh(before, statement.table)) {
        locked ??= statement.table;
      }
      if (locked === undefined || statement.kind !== "change-rows") continue;
      if (statement.verb !== "update" && statement.verb !== "delete") continue;
      if (statement.tables.every((table) => isFresh(before, table))) continue;
      yield {
        line: statement.line,
        message: `nobody can read ${locked}, which the file altered before, until these rows are changed and committed; change them in a file of their own`,
      };
    }
  },
};
