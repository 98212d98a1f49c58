import { isFresh } from "../catalog/catalog.ts";
import { type LintedFile, type Problem, type Rule, statementsOf } from "../rule.ts";

/**
 * TRUNCATE, and a DELETE without WHERE, lose every row of a table that was not made by the file itself.
 *
 * Source: squawk `ban-truncate-cascade`, and the same reason as for `drop-table`.
 */
export const deleteAllRows: Rule = {
  id: "delete-all-rows",
  finds: "`TRUNCATE`, or a `DELETE` without `WHERE`",
  *check(file: LintedFile): Generator<Problem> {
    for (const { statement, before } of statementsOf(file, "change-rows")) {
      if (statement.verb !== "truncate" && statement.verb !== "delete") continue;
      if (statement.limited) continue;
      for (const table of statement.tables.filter((name) => !isFresh(before, name))) {
        yield {
          line: statement.line,
          message: `every row of ${table} is gone; say which rows with WHERE`,
        };
      }
    }
  },
};
