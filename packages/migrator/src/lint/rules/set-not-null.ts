import type { Catalog } from "../catalog/catalog.ts";
import { alterationsOf, type LintedFile, type Problem, type Rule } from "../rule.ts";

/**
 * PostgreSQL reads the whole table for it, under a lock that keeps out readers, too; unless a constraint
 * that is valid already says the same.
 *
 * Source: squawk `adding-not-nullable-field`, strong_migrations "setting NOT NULL on an existing column",
 * https://www.postgresql.org/docs/current/sql-altertable.html (SET NOT NULL).
 */
export const setNotNull: Rule = {
  id: "set-not-null",
  finds: "`SET NOT NULL` on PostgreSQL, without a valid `CHECK (… IS NOT NULL)`",
  *check(file: LintedFile): Generator<Problem> {
    if (file.engine !== "postgres") return;
    for (const { table, alteration, before } of alterationsOf(file, "set-not-null")) {
      const { column, line } = alteration;
      if (isKnownNotNull(before, table, column)) continue;
      yield {
        line,
        message: `all of ${table} is read while nobody else may; in files before, ADD CONSTRAINT … CHECK (${column} IS NOT NULL) NOT VALID, then VALIDATE CONSTRAINT`,
      };
    }
  },
};

function isKnownNotNull(before: Catalog, table: string, column: string): boolean {
  const constraints = before.get(table)?.constraints ?? [];
  return constraints.some(({ forbidsNullOf, notValid }) => forbidsNullOf === column && !notValid);
}
