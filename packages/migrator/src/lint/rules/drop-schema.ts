import { type LintedFile, type Problem, type Rule, statementsOf } from "../rule.ts";

/**
 * A schema or a database goes with every table in it.
 *
 * Source: squawk `ban-drop-database`, Atlas DS101.
 */
export const dropSchema: Rule = {
  id: "drop-schema",
  finds: "a schema or a database is dropped",
  *check(file: LintedFile): Generator<Problem> {
    for (const { statement } of statementsOf(file, "drop")) {
      if (statement.what !== "schema" && statement.what !== "database") continue;
      yield {
        line: statement.line,
        message: `every table in the ${statement.what} ${statement.names.join(", ")} goes with it; drop what is meant by its name`,
      };
    }
  },
};
