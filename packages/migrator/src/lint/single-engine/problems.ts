import type { LintedFile, Problem } from "../rule.ts";
import { canonicalText } from "../statement/canonical-text.ts";
import type { Construct } from "./construct.ts";
import { duckdbConstructs } from "./duckdb-constructs.ts";
import { singleEngineFunctions } from "./functions.ts";
import { postgresExpressions } from "./postgres-expressions.ts";
import { postgresStatements } from "./postgres-statements.ts";
import { postgresTables } from "./postgres-tables.ts";
import { messageFor, typeProblems } from "./type-problems.ts";

/** What only one engine takes in any file. */
export const singleEngineConstructs: readonly Construct[] = [
  ...postgresStatements,
  ...postgresTables,
  ...postgresExpressions,
  ...duckdbConstructs,
];

/** What the file has that the engine it is looked at for does not take, each once a statement. */
export function* singleEngineProblems(file: LintedFile): Generator<Problem> {
  const { engine, shared } = file;
  const constructs = shared
    ? [...singleEngineConstructs, ...singleEngineFunctions]
    : singleEngineConstructs;
  for (const { statement } of file.statements) {
    const canonical = canonicalText(statement.tokens);
    for (const { takenBy, pattern, what, instead } of constructs) {
      if (takenBy === engine) continue;
      const match = pattern.exec(canonical.text);
      if (match === null) continue;
      // A pattern begins where the statement does, or where what it looks for does: its end is the place.
      const line = canonical.lineAt(match.index + match[0].length - 1);
      yield { line, message: messageFor(takenBy, what, instead) };
    }
    yield* typeProblems(engine, statement, canonical);
  }
}
