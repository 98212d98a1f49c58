import type { Engine } from "@handsfree/query";
import { parseFile } from "../files/parse-file.ts";
import type { Migration, MigrationFile } from "../files/migration.ts";
import { type MigrationProblem, problem } from "./problem.ts";

/** The files of one engine, in order, and what is wrong with all of them. */
export interface ChosenFiles {
  readonly migrations: readonly Migration[];
  readonly problems: readonly MigrationProblem[];
}

/** Looks at the files of every engine: what is wrong with another's is wrong with the release. */
export function chooseFiles(files: readonly MigrationFile[], engine: Engine): ChosenFiles {
  const parsed = files.toSorted((a, b) => compare(a.file, b.file)).map((file) => parseFile(file));
  const problems = parsed.flatMap((file) => file.problems);
  const all = parsed
    .flatMap(({ migration }) => migration ?? [])
    .toSorted((a, b) => a.number - b.number || compare(a.file, b.file));

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
  return { migrations, problems };
}

function* numberProblems(same: readonly Migration[], engine: Engine): Generator<MigrationProblem> {
  const names = same.map(({ file }) => file);
  const versions = new Set(same.map(({ version }) => version));
  if (versions.size > 1 || new Set(names).size < names.length) {
    yield problem("duplicate_number", names, "have one number; give one of them the next free one");
  }
  for (const version of versions) {
    const variants = same.filter((file) => file.version === version);
    const about = variants.map(({ file }) => file);
    const shared = variants.some((file) => file.engine === undefined);
    if (shared && variants.some((file) => file.engine !== undefined)) {
      const what = "are one version, for all engines and for one; keep the one or the others";
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
  const what = `comes after a gap: no file has number ${missing}; give it number ${expected}, or bring back what is missing`;
  return problem("gap", [next.file], what);
}

/** By code unit, so that the order is the same in every locale. */
function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
