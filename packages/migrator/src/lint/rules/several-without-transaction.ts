import type { LintedFile, Problem, Rule } from "../rule.ts";
import { canonicalText } from "../statement/canonical-text.ts";
import type { Statement } from "../statement/statement.ts";

/**
 * Of a file without a transaction, what ran before a failure stays, and whoever repairs it must find out
 * what that was. One statement has either run or not; those that may run twice do no harm beside it.
 */
export const severalWithoutTransaction: Rule = {
  id: "several-without-transaction",
  finds: "a `no-transaction` file with more than one statement that cannot run twice",
  *check(file: LintedFile): Generator<Problem> {
    if (!file.withoutTransaction) return;
    const once = file.statements.filter(({ statement }) => !mayRunTwice(statement));
    for (const { statement } of once.slice(1)) {
      yield {
        line: statement.line,
        message:
          "when it fails, what ran before it stays, and nothing runs until somebody has repaired that; give it a file of its own",
      };
    }
  },
};

function mayRunTwice(statement: Statement): boolean {
  if (statement.kind === "drop") return statement.ifExists;
  return /^(?:SET|RESET|VACUUM|ANALYZE|(?:FORCE )?CHECKPOINT|REINDEX)\b/.test(
    canonicalText(statement.tokens).text,
  );
}
