import type { OrderedFile } from "./lint-file.ts";
import type { LintTools } from "./lint-tools.ts";
import type { LintedFile } from "./linted-file.ts";
import { engineNames } from "./rules/refusals.ts";
import { transactionWords, isSavepoint } from "../sql/transaction-words.ts";

/** Checks that could not run because a package is not installed. */
export function* missingTools(
  { parse, scratches }: LintTools,
  files: readonly OrderedFile[],
): Generator<string> {
  if (files.length === 0) return;
  if (parse === undefined) {
    yield "dangerous statements were not checked; install libpg-query";
  }
  const needsPostgres = files.some(({ engines }) => engines.includes("postgres"));
  if (needsPostgres && !scratches.has("postgres")) {
    yield "refusals, rewrites and reads of PostgreSQL were not checked; install @electric-sql/pglite";
  }
}

/** Statements that an engine was not asked about, or could not judge. */
export function* notAsked({ engine, steps }: LintedFile, file: string): Generator<string> {
  const name = engineNames[engine];
  for (const { outcome, line } of steps) {
    if (outcome === "follows") {
      yield `${file}:${line} was not checked on ${name}, since it needs an object that an earlier statement could not make`;
    }
    if (typeof outcome !== "object" || outcome.kind !== "unavailable") continue;
    yield `${file}:${line} was not checked on ${name}, since the lint's database lacks what it needs: ${outcome.message}`;
  }
  const left = steps.find(
    ({ outcome, text }) =>
      outcome === undefined && transactionWords(text) === undefined && !isSavepoint(text),
  );
  if (left === undefined) return;
  yield `${file}:${left.line} and the rest of the file did not run on ${name}: too many statements were refused, or the time limit was reached`;
}
