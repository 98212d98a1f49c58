import { alterationsOf, type LintedFile, type Problem, type Rule } from "../rule.ts";

/**
 * The release that still runs knows the old name alone, from the moment of the commit until it is replaced.
 *
 * Source: squawk `renaming-table`, Atlas BC101, strong_migrations "renaming a table".
 */
export const renameTable: Rule = {
  id: "rename-table",
  finds: "a table is renamed that running code uses",
  *check(file: LintedFile): Generator<Problem> {
    for (const { table, alteration } of alterationsOf(file, "rename-table")) {
      yield {
        line: alteration.line,
        message: `running code still says ${table}, not ${alteration.to}; make a view of the other name in the same file, and drop it a release later`,
      };
    }
  },
};
