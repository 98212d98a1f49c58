import { type LintedFile, type Problem, type Rule, statementsOf } from "../rule.ts";

/**
 * A CREATE INDEX CONCURRENTLY that fails leaves an index behind that is invalid: it slows every write and
 * serves no read, and holds no uniqueness. IF NOT EXISTS finds it there at the next run and is content.
 *
 * Source: https://www.postgresql.org/docs/current/sql-createindex.html (Building Indexes Concurrently).
 */
export const concurrentIndexIfNotExists: Rule = {
  id: "concurrent-index-if-not-exists",
  finds:
    "`CREATE INDEX CONCURRENTLY IF NOT EXISTS` on PostgreSQL, which takes an invalid index for a good one",
  *check(file: LintedFile): Generator<Problem> {
    if (file.engine !== "postgres") return;
    for (const { statement } of statementsOf(file, "create-index")) {
      if (!statement.concurrently || !statement.ifNotExists) continue;
      yield {
        line: statement.line,
        message: `an invalid index that a failed run left is taken for a good one; DROP INDEX CONCURRENTLY IF EXISTS before it, and leave out IF NOT EXISTS`,
      };
    }
  },
};
