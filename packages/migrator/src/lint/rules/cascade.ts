import { alterationsOf, type LintedFile, type Problem, type Rule } from "../rule.ts";

/**
 * With CASCADE goes whatever depends on a thing, on this database and unseen: views, foreign keys, and the
 * rows of every table that refers to a truncated one. Name them, so that the file says what it does.
 *
 * Source: squawk `ban-truncate-cascade`.
 */
export const cascade: Rule = {
  id: "cascade",
  finds: "`DROP … CASCADE`, `TRUNCATE … CASCADE`",
  *check(file: LintedFile): Generator<Problem> {
    const message =
      "CASCADE takes along what the file does not name; drop or empty each by its name";
    for (const { statement } of file.statements) {
      if ((statement.kind === "drop" || statement.kind === "change-rows") && statement.cascade) {
        yield { line: statement.line, message };
      }
    }
    for (const { alteration } of alterationsOf(file, "drop-column")) {
      if (alteration.cascade) yield { line: alteration.line, message };
    }
  },
};
