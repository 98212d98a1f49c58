import { type Catalog, isFresh } from "../catalog/catalog.ts";
import { type LintedFile, type Problem, type Rule, statementsOf } from "../rule.ts";
import { replacementOf } from "./rebuild.ts";

/**
 * A dropped table's rows are gone, and the release that still runs fails where it reads them. Not of a
 * table that the file itself made, nor of one that it rebuilds with all its columns.
 *
 * Source: squawk `ban-drop-table`, Atlas DS102.
 */
export const dropTable: Rule = {
  id: "drop-table",
  finds: "a table is dropped, or replaced by `CREATE OR REPLACE TABLE`",
  *check(file: LintedFile): Generator<Problem> {
    for (const { statement, before } of statementsOf(file, "drop")) {
      if (statement.what !== "table") continue;
      for (const table of statement.names) {
        if (isFresh(before, table) || isComparableRebuild(file, before, table)) continue;
        yield { line: statement.line, message: messageFor(table) };
      }
    }
    for (const { statement, before } of statementsOf(file, "create-table")) {
      const { table, orReplace, line } = statement;
      if (orReplace && !isFresh(before, table)) yield { line, message: messageFor(table) };
    }
  },
};

/** Where the columns of both are known, `drop-column` and `type-narrowing` say what is lost. */
function isComparableRebuild(file: LintedFile, before: Catalog, table: string): boolean {
  return (
    before.get(table)?.columns !== undefined && replacementOf(file, table)?.columns !== undefined
  );
}

function messageFor(table: string): string {
  return `the rows of ${table} are gone, and code that still reads it fails; drop it a release after the last one that uses it`;
}
