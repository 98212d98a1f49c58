import { alterationsOf, type LintedFile, type Problem, type Rule } from "../rule.ts";

/**
 * A new column that must not be null and has no default fails on a table with rows, and passes every test
 * on an empty one. After it, inserts of the release that still runs fail.
 *
 * Source: squawk `adding-required-field`, Atlas MF103.
 */
export const notNullWithoutDefault: Rule = {
  id: "not-null-without-default",
  finds: "`ADD COLUMN … NOT NULL` without a default",
  *check(file: LintedFile): Generator<Problem> {
    for (const { table, alteration } of alterationsOf(file, "add-column")) {
      const { name, line, notNull, defaultsTo, generated, type } = alteration.column;
      const filled = defaultsTo !== undefined || generated !== undefined;
      if (!notNull || filled || type.name.endsWith("serial")) continue;
      yield {
        line,
        message: `rows that are there have no value for ${table}.${name}, and neither have inserts of running code; give it a DEFAULT, or leave out NOT NULL`,
      };
    }
  },
};
