import { alterationsOf, type LintedFile, type Problem, type Rule } from "../rule.ts";

const kinds = new Set(["check", "foreign key", "not null"]);

/**
 * PostgreSQL reads the whole table to see whether the constraint holds, under the lock that adding it
 * takes. With NOT VALID it looks at new rows only, and a VALIDATE CONSTRAINT in another transaction reads
 * the others while everybody works on.
 *
 * Source: squawk `constraint-missing-not-valid` and `adding-foreign-key-constraint`, strong_migrations
 * "adding a check constraint" and "adding a foreign key".
 */
export const constraintWithoutNotValid: Rule = {
  id: "constraint-without-not-valid",
  finds:
    "a `CHECK` or foreign key is added without `NOT VALID`, or validated in the same file, on PostgreSQL",
  *check(file: LintedFile): Generator<Problem> {
    if (file.engine !== "postgres") return;
    const added = new Set<string | undefined>();
    for (const { table, alteration } of alterationsOf(file, "add-constraint")) {
      const { kind, name, notValid } = alteration.constraint;
      added.add(name);
      if (!kinds.has(kind) || notValid) continue;
      yield {
        line: alteration.line,
        message: `all of ${table} is read under a lock that stops writes; add it NOT VALID, and VALIDATE CONSTRAINT in the next file`,
      };
    }
    for (const { table, alteration } of alterationsOf(file, "validate-constraint")) {
      if (!added.has(alteration.name) || file.withoutTransaction) continue;
      yield {
        line: alteration.line,
        message: `the lock of the ADD CONSTRAINT before it is held while all of ${table} is read; validate in the next file`,
      };
    }
  },
};
