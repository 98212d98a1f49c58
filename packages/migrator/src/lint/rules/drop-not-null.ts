import { alterationsOf, type LintedFile, type Problem, type Rule } from "../rule.ts";

/**
 * Code that was written for a column without nulls fails at the first one.
 *
 * Source: squawk `ban-drop-not-null`.
 */
export const dropNotNull: Rule = {
  id: "drop-not-null",
  finds: "`DROP NOT NULL`",
  *check(file: LintedFile): Generator<Problem> {
    for (const { table, alteration } of alterationsOf(file, "drop-not-null")) {
      yield {
        line: alteration.line,
        message: `running code may not expect a null in ${table}.${alteration.column}; release code that does before`,
      };
    }
  },
};
