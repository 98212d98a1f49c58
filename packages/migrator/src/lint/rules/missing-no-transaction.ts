import type { LintedFile, Problem, Rule } from "../rule.ts";
import { refusedInTransaction } from "./needs-no-transaction.ts";

/**
 * A statement that no transaction takes fails in a file that runs in one, as all do unless their first line
 * says otherwise.
 *
 * Source: squawk `ban-concurrent-index-creation-in-transaction`, Atlas PG103; each statement is tried on
 * its engine by the tests.
 */
export const missingNoTransaction: Rule = {
  id: "missing-no-transaction",
  finds:
    "`CREATE INDEX CONCURRENTLY`, `VACUUM`, `CHECKPOINT` and the like in a file that runs in a transaction",
  *check(file: LintedFile): Generator<Problem> {
    if (file.withoutTransaction) return;
    for (const { statement } of file.statements) {
      const words = refusedInTransaction(file.engine, statement);
      if (words === undefined) continue;
      yield {
        line: statement.line,
        message: `${words} does not run in a transaction; make -- migrate: no-transaction the file's first line`,
      };
    }
  },
};
