import { singleEngineProblems } from "../single-engine/problems.ts";
import type { LintedFile, Problem, Rule } from "../rule.ts";
import { refusedAfterUpdate } from "./duckdb-after-update.ts";
import { referrerOf, refusedForDependents } from "./duckdb-dependents.ts";

/**
 * What DuckDB will not do. Some of it depends on the tables or on their rows, and so passes here and fails
 * there; all of it is tried on DuckDB by the tests.
 */
export const duckdbRefuses: Rule = {
  id: "duckdb-refuses",
  finds:
    "DuckDB will not take it: in a DuckDB file, or in any file because of the tables that are there",
  *check(file: LintedFile): Generator<Problem> {
    if (file.engine !== "duckdb") return;
    if (!file.shared) yield* singleEngineProblems(file);
    for (const { statement, before } of file.statements) {
      if (statement.kind === "alter-table") {
        for (const alteration of statement.alterations) {
          yield* refusedForDependents(before, statement.table, alteration);
        }
      }
      if (statement.kind === "alter-table" || statement.kind === "create-index") {
        yield* refusedAfterUpdate(before.get(statement.table), statement);
      }
      if (statement.kind !== "drop" || statement.what !== "table") continue;
      for (const table of statement.names) {
        const referrer = referrerOf(before, table);
        if (referrer === undefined) continue;
        yield {
          line: statement.line,
          message: `DuckDB refuses it: a foreign key of ${referrer} depends on ${table}; drop ${referrer} before`,
        };
      }
    }
  },
};
