import type { LintedFile, Problem, Rule } from "../rule.ts";
import { canonicalText } from "../statement/canonical-text.ts";

const ends =
  /^(?:BEGIN\b|START TRANSACTION\b|COMMIT\b|END\b|ABORT\b|ROLLBACK(?! (?:WORK |TRANSACTION )?TO\b)|PREPARE TRANSACTION\b)/;

/**
 * A file runs in a transaction that holds its row of the history as well. One that ends it keeps its tables
 * without their row, or the row without the tables.
 *
 * Source: squawk `transaction-nesting`.
 */
export const transactionStatement: Rule = {
  id: "transaction-statement",
  finds: "the file begins or ends a transaction itself",
  *check(file: LintedFile): Generator<Problem> {
    for (const { statement } of file.statements) {
      const [word] = ends.exec(canonicalText(statement.tokens).text) ?? [];
      if (word === undefined) continue;
      yield {
        line: statement.line,
        message: `${word} has no place in a file, which runs in one transaction already; leave it out`,
      };
    }
  },
};
