import { isFresh, tableOfIndex } from "../catalog/catalog.ts";
import { type LintedFile, type Problem, type Rule, statementsOf } from "../rule.ts";
import { canonicalText } from "../statement/canonical-text.ts";

const reindex = /^REINDEX (?!.*\bCONCURRENTLY\b)/;

/**
 * While PostgreSQL builds an index, nobody writes to the table; while it drops one, nobody reads it, and
 * who waits for the lock makes all others wait. CONCURRENTLY does neither.
 *
 * Source: squawk `require-concurrent-index-creation`, `require-concurrent-index-deletion` and
 * `require-concurrent-reindex`, strong_migrations "adding an index non-concurrently", Atlas PG101.
 */
export const indexNotConcurrently: Rule = {
  id: "index-not-concurrently",
  finds:
    "an index of an older table is made, dropped or rebuilt without `CONCURRENTLY` on PostgreSQL",
  *check(file: LintedFile): Generator<Problem> {
    if (file.engine !== "postgres") return;
    for (const { statement, before } of statementsOf(file, "create-index")) {
      const { table, concurrently, line } = statement;
      if (concurrently || isFresh(before, table)) continue;
      yield { line, message: `nobody can write to ${table} until the index is built; ${wayOut}` };
    }
    for (const { statement, before } of statementsOf(file, "drop")) {
      if (statement.what !== "index" || statement.concurrently) continue;
      const isOwn = (index: string): boolean => isFresh(before, tableOfIndex(before, index) ?? "");
      if (statement.names.every(isOwn)) continue;
      yield {
        line: statement.line,
        message: `it waits for every query of the table, and every new one waits for it; ${wayOut}`,
      };
    }
    for (const { statement } of file.statements) {
      if (!reindex.test(canonicalText(statement.tokens).text)) continue;
      yield { line: statement.line, message: `nobody can write until it is done; ${wayOut}` };
    }
  },
};

const wayOut = "use CONCURRENTLY, in a file that begins with -- migrate: no-transaction";
