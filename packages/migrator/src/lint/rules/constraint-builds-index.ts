import { alterationsOf, type LintedFile, type Problem, type Rule } from "../rule.ts";
import type { TableConstraint } from "../statement/statement.ts";

const kinds = new Set(["exclude", "primary key", "unique"]);

/**
 * A new key on PostgreSQL builds its index while nobody can read or write the table. An index that was built
 * CONCURRENTLY before becomes the key in no time.
 *
 * Source: squawk `disallowed-unique-constraint` and `adding-serial-primary-key-field`, strong_migrations
 * "adding a unique constraint", Atlas PG104 and PG105.
 */
export const constraintBuildsIndex: Rule = {
  id: "constraint-builds-index",
  finds:
    "a `UNIQUE`, `PRIMARY KEY` or `EXCLUDE` is added to an older table on PostgreSQL, without `USING INDEX`",
  *check(file: LintedFile): Generator<Problem> {
    if (file.engine !== "postgres") return;
    for (const { table, alteration } of alterationsOf(file, "add-constraint")) {
      if (buildsIndex(alteration.constraint)) {
        yield { line: alteration.line, message: messageFor(table) };
      }
    }
    for (const { table, alteration } of alterationsOf(file, "add-column")) {
      if (alteration.column.constraints.some(buildsIndex)) {
        yield { line: alteration.line, message: messageFor(table) };
      }
    }
  },
};

function buildsIndex({ kind, usingIndex }: TableConstraint): boolean {
  return kinds.has(kind) && !usingIndex;
}

function messageFor(table: string): string {
  return `nobody can use ${table} until the key's index is built; CREATE UNIQUE INDEX CONCURRENTLY in the file before, then ADD CONSTRAINT … USING INDEX`;
}
