import { isFresh } from "../catalog/catalog.ts";
import { alterationsOf, type LintedFile, type Problem, type Rule, statementsOf } from "../rule.ts";
import { replacementOf } from "./rebuild.ts";

/**
 * A dropped column's values are gone, and the release that still runs fails where it names the column. A
 * table that is rebuilt without a column drops it all the same.
 *
 * Source: squawk `ban-drop-column`, Atlas DS103, strong_migrations "removing a column".
 */
export const dropColumn: Rule = {
  id: "drop-column",
  finds: "a column is dropped, or left out where its table is rebuilt",
  *check(file: LintedFile): Generator<Problem> {
    for (const { table, alteration } of alterationsOf(file, "drop-column")) {
      yield { line: alteration.line, message: messageFor(table, alteration.column) };
    }
    for (const { statement, before } of statementsOf(file, "drop")) {
      if (statement.what !== "table") continue;
      for (const table of statement.names) {
        if (isFresh(before, table)) continue;
        const kept = replacementOf(file, table)?.columns;
        if (kept === undefined) continue;
        for (const { name } of before.get(table)?.columns ?? []) {
          if (kept.some((column) => column.name === name)) continue;
          yield { line: statement.line, message: messageFor(table, name) };
        }
      }
    }
  },
};

function messageFor(table: string, column: string): string {
  return `the values of ${table}.${column} are gone, and code that still names it fails; drop it a release after the last one that uses it`;
}
