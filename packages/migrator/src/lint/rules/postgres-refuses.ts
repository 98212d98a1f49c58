import { singleEngineProblems } from "../single-engine/problems.ts";
import type { LintedFile, Problem, Rule } from "../rule.ts";

/** SQL of DuckDB alone in a file that only PostgreSQL runs. All of it is tried on PostgreSQL by the tests. */
export const postgresRefuses: Rule = {
  id: "postgres-refuses",
  finds: "a PostgreSQL file has SQL that only DuckDB takes",
  *check(file: LintedFile): Generator<Problem> {
    if (file.engine === "postgres" && !file.shared) yield* singleEngineProblems(file);
  },
};
