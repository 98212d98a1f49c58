import { alterationsOf, type LintedFile, type Problem, type Rule } from "../rule.ts";

/**
 * The release that still runs knows the old name alone, from the moment of the commit until it is replaced.
 *
 * Source: squawk `renaming-column`, Atlas BC102, strong_migrations "renaming a column".
 */
export const renameColumn: Rule = {
  id: "rename-column",
  finds: "a column is renamed that running code uses",
  *check(file: LintedFile): Generator<Problem> {
    for (const { table, alteration } of alterationsOf(file, "rename-column")) {
      yield {
        line: alteration.line,
        message: `running code still says ${table}.${alteration.column}, not ${alteration.to}; add the new column, write both, and drop the old a release later`,
      };
    }
  },
};
