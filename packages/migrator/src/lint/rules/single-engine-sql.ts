import { singleEngineProblems } from "../single-engine/problems.ts";
import type { LintedFile, Problem, Rule } from "../rule.ts";

/**
 * A file without an engine in its name runs on both, and whoever writes it tries it on one. Each construct
 * is tried on both engines by the tests.
 */
export const singleEngineSql: Rule = {
  id: "single-engine-sql",
  finds: "a file for both engines has SQL that only one of them takes",
  *check(file: LintedFile): Generator<Problem> {
    if (file.shared) yield* singleEngineProblems(file);
  },
};
