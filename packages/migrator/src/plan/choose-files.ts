import type { Engine } from "@handsfree/query";
import { byText } from "../by-text.ts";
import { parseFile } from "../files/parse-file.ts";
import type { Adoption, Migration, MigrationFile } from "../files/migration.ts";
import { isAdoption, parseAdoption } from "../files/parse-adoption.ts";
import { type MigrationProblem, problem } from "./problem.ts";

/** The files of one engine, and the problems of the files of all engines. */
export interface ChosenFiles {
  readonly migrations: readonly Migration[];
  /** The adoptions of every engine, in order of name. */
  readonly adoptions: readonly Adoption[];
  readonly problems: readonly MigrationProblem[];
}

/** Parses the files of every engine, since a problem of another engine's file is a problem of the release. */
export function chooseFiles(files: readonly MigrationFile[], engine: Engine): ChosenFiles {
  const sorted = files.toSorted((a, b) => byText(a.file, b.file));
  const parsed = sorted.filter((file) => !isAdoption(file)).map(parseFile);
  const parsedAdoptions = sorted.filter(isAdoption).map(parseAdoption);
  const adoptions = parsedAdoptions.flatMap(({ adoption }) => adoption ?? []);
  const problems = [...parsed, ...parsedAdoptions].flatMap((file) => file.problems);
  const all = parsed
    .flatMap(({ migration }) => migration ?? [])
    .toSorted((a, b) => a.number - b.number || byText(a.file, b.file));

  const migrations: Migration[] = [];
  let expected = 1;
  for (const same of Map.groupBy(all, ({ number }) => number).values()) {
    const own = same.filter((file) => (file.engine ?? engine) === engine);
    const [first] = [...own, ...same] as [Migration];
    if (first.number > expected) problems.push(gap(expected, first));
    expected = first.number + 1;
    problems.push(...numberProblems(same, engine));
    migrations.push(...own);
  }
  problems.push(...adoptions.flatMap((adoption) => adoptionProblem(adoption, all)));
  return { migrations, adoptions, problems };
}

/** A file outside a transaction has no transaction that an adoption could join. */
function adoptionProblem(
  { file, before }: Adoption,
  all: readonly Migration[],
): MigrationProblem[] {
  const found = all.filter(({ version }) => version === before);
  if (found.length > 0 && found.every(({ inTransaction }) => inTransaction)) return [];
  const what =
    found.length === 0
      ? `runs before ${before}, which does not exist; name a migration by its version`
      : `runs before ${before}, which does not run in a transaction; name another migration`;
  return [problem("bad_adoption", [file], what)];
}

function* numberProblems(same: readonly Migration[], engine: Engine): Generator<MigrationProblem> {
  const names = same.map(({ file }) => file);
  const versions = new Set(same.map(({ version }) => version));
  if (versions.size > 1 || new Set(names).size < names.length) {
    yield problem(
      "duplicate_number",
      names,
      "have the same number; give one of them the next free number",
    );
  }
  for (const version of versions) {
    const variants = same.filter((file) => file.version === version);
    const about = variants.map(({ file }) => file);
    const shared = variants.some((file) => file.engine === undefined);
    if (shared && variants.some((file) => file.engine !== undefined)) {
      const what = "are one version, once for all engines and once for one engine; keep one form";
      yield problem("shared_and_variant", about, what);
    } else if (!shared && !variants.some((file) => file.engine === engine)) {
      const what = `has no variant for this engine; add ${version}.${engine}.sql`;
      yield problem("missing_variant", about, what);
    }
  }
}

function gap(expected: number, next: Migration): MigrationProblem {
  const last = next.number - 1;
  const missing = last === expected ? `${expected}` : `${expected} to ${last}`;
  const what = `comes after a gap: no file has number ${missing}; give it number ${expected}, or restore the missing files`;
  return problem("gap", [next.file], what);
}
