import type { Engine } from "@handsfree/query";
import { parseFileName } from "../files/file-name.ts";
import type { Adoption, Migration, MigrationFile } from "../files/migration.ts";
import type { AppliedMigration } from "../history/read-history.ts";
import { chooseFiles } from "./choose-files.ts";
import { judgeHistory, type RecordedMigration } from "./judge-history.ts";
import { type MigrationProblem, problem } from "./problem.ts";
import { upTo } from "./target.ts";

/** What a plan is made for. */
export interface PlanOptions {
  /** What `engineOf` says of the database. */
  readonly engine: Engine;
  /** The last migration to apply, as `012_lower_snake` or `12`. Default: the newest. */
  readonly to?: string | undefined;
  /** Takes applied files that have changed as they are. Default false, which makes each a problem. */
  readonly allowChanged?: boolean | undefined;
}

/** A file that would run. */
export interface PlannedStep {
  readonly migration: Migration;
  /** Which of its statements would be the first, from 1: above that for one that was repaired. */
  readonly fromStatement: number;
  /** What runs before it, in its transaction, since another program made the database. */
  readonly adoptions: readonly Adoption[];
}

/** How a database stands to the files, and what a run would do. */
export interface MigrationPlan {
  /** `newer` is a database of a newer release; `broken` needs a person. */
  readonly state: "broken" | "current" | "newer" | "pending";
  /** What runs, in order. Empty where there is a problem, since then nothing does. */
  readonly steps: readonly PlannedStep[];
  /** What is not applied, in order: the steps, and what `to` or a problem holds back. */
  readonly pending: readonly Migration[];
  /** The history, in order of number. */
  readonly recorded: readonly RecordedMigration[];
  /** Changed files that the run would put on record as allowed. */
  readonly accepts: readonly Migration[];
  /** Versions with a file whose text nobody has compared with what ran, until a repair does. */
  readonly unverified: readonly string[];
  /** All that stands in the way. */
  readonly problems: readonly MigrationProblem[];
}

/**
 * Compares files with history, and says what a run would do or everything that keeps it from doing so.
 * Reads and writes nothing; every other function of the package goes by what it says.
 *
 * @param files of every engine, in any order.
 * @param history the rows of `schema_migrations`, in any order.
 * @throws {InvalidInputError} when `to` names no file.
 */
export function plan(
  files: readonly MigrationFile[],
  history: readonly AppliedMigration[],
  { engine, to, allowChanged = false }: PlanOptions,
): MigrationPlan {
  const chosen = chooseFiles(files, engine);
  const judged = judgeHistory(chosen, history, allowChanged);
  const rows = new Map(history.map((row) => [row.version, row]));
  const pending = chosen.migrations.filter(({ version }) => {
    const state = rows.get(version)?.state;
    return state === undefined || state === "resume";
  });
  const problems = [
    ...chosen.problems.filter((found) => !isSettled(found, rows)),
    ...judged.problems,
    ...outOfOrder(chosen.migrations, pending),
  ];
  const wanted = upTo(chosen.migrations, pending, to);
  const steps = wanted.map((migration) => {
    return {
      migration,
      fromStatement: rows.get(migration.version)?.statement ?? 1,
      adoptions: chosen.adoptions.filter(
        (adoption) =>
          adoption.before === migration.version &&
          (adoption.engine ?? engine) === engine &&
          adoption.adopts.some((version) => rows.has(version)),
      ),
    };
  });
  return {
    state: stateOf(problems, pending),
    steps: problems.length > 0 ? [] : steps,
    pending,
    recorded: judged.recorded,
    accepts: judged.accepts,
    unverified: judged.recorded
      .filter(({ checksumState }) => checksumState === "unverified")
      .map(({ version }) => version),
    problems,
  };
}

/** What a file's text is refused for before it runs: an applied one, which never changes, has shown its worth. */
const ofPendingText = new Set(["not_sql", "other_tool", "unknown_directive"]);

function isSettled(
  { kind, about: [file = ""] }: MigrationProblem,
  rows: ReadonlyMap<string, AppliedMigration>,
): boolean {
  const state = rows.get(parseFileName(file)?.version ?? "")?.state;
  return ofPendingText.has(kind) && (state === "applied" || state === "baseline");
}

function outOfOrder(
  migrations: readonly Migration[],
  pending: readonly Migration[],
): MigrationProblem[] {
  const newest = migrations.findLast((migration) => !pending.includes(migration));
  return pending
    .filter(({ number }) => newest !== undefined && number < newest.number)
    .map(({ file }) => {
      const what = `comes before ${newest?.file}, which is applied; give it the next free number`;
      return problem("out_of_order", [file], what);
    });
}

function stateOf(
  problems: readonly MigrationProblem[],
  pending: readonly Migration[],
): MigrationPlan["state"] {
  if (problems.some(({ kind }) => kind === "newer_database")) return "newer";
  if (problems.length > 0) return "broken";
  return pending.length > 0 ? "pending" : "current";
}
