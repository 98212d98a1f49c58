import type { LintedFile, Problem, Rule } from "../rule.ts";
import { canonicalText } from "../statement/canonical-text.ts";

const sets = /^(?:SET (?!LOCAL\b|CONSTRAINTS\b|TRANSACTION\b)|RESET |PRAGMA \w+ = )/;

/**
 * On DuckDB a setting is of the database or of the one connection that writes: it stays for the files that run
 * after it today; tomorrow, when only they are pending, they run without. On PostgreSQL the runner takes back
 * what a file has set.
 */
export const sessionSetting: Rule = {
  id: "session-setting",
  finds: "`SET` on DuckDB, which outlives its file",
  *check(file: LintedFile): Generator<Problem> {
    if (file.engine === "postgres") return;
    for (const { statement } of file.statements) {
      if (!sets.test(canonicalText(statement.tokens).text)) continue;
      yield {
        line: statement.line,
        message:
          "on DuckDB the setting stays for the files after this one, though not for those that run another day; set it where the database is opened",
      };
    }
  },
};
