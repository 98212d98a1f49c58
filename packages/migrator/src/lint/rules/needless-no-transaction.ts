import type { LintedFile, Problem, Rule } from "../rule.ts";
import { needsNoTransaction } from "./needs-no-transaction.ts";

/**
 * Without a transaction a file that fails leaves behind what it did until then. That is a price for what
 * cannot be had otherwise, and for nothing else.
 */
export const needlessNoTransaction: Rule = {
  id: "needless-no-transaction",
  finds: "`-- migrate: no-transaction` in a file that could run in one",
  *check(file: LintedFile): Generator<Problem> {
    if (!file.withoutTransaction || needsNoTransaction(file)) return;
    yield {
      line: 1,
      message: "every statement of the file runs in a transaction, too; leave out no-transaction",
    };
  },
};
