import type { LintedFile, Problem, Rule } from "../rule.ts";
import { canonicalText } from "../statement/canonical-text.ts";

const sets =
  /^(?:SET (?!LOCAL\b|CONSTRAINTS\b|TRANSACTION\b)|RESET |PRAGMA \w+ = |SELECT (?:PG_CATALOG \. )?SET_CONFIG \( '' , '' , FALSE)/;

/**
 * What SET changes stays changed in the connection, for the files that run after it today; tomorrow, when
 * only they are pending, they run without.. A dump
 * of pg_dump, pasted in, does so: it empties the `search_path`.
 */
export const sessionSetting: Rule = {
  id: "session-setting",
  finds: "`SET` without `LOCAL`, which outlives its file",
  *check(file: LintedFile): Generator<Problem> {
    for (const { statement } of file.statements) {
      if (!sets.test(canonicalText(statement.tokens).text)) continue;
      // Outside of a transaction SET LOCAL does nothing.
      const isLocal = file.engine === "postgres" && !file.withoutTransaction;
      const wayOut = isLocal ? "write SET LOCAL" : "set it where the database is opened";
      yield {
        line: statement.line,
        message: `the setting stays for the files after this one, though not for those that run another day; ${wayOut}`,
      };
    }
  },
};
