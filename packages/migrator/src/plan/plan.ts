import type { Engine } from "@handsfree/query";
import { parseFileName } from "../files/file-name.ts";
import type { Adoption, Migration, MigrationFile } from "../files/migration.ts";
import type { AppliedMigration } from "../history/read-history.ts";
import { chooseFiles } from "./choose-files.ts";
import { compareHistory, type RecordedMigration } from "./compare-history.ts";
import { type MigrationProblem, problem } from "./problem.ts";
import { upTo } from "./target.ts";

/** Options of `plan`. */
export interface PlanOptions {
  /** The engine of the database, from `engineOf`. */
  readonly engine: Engine;
  /** The last migration to apply, as `012_lower_snake` or `12`. Default: the newest. */
  readonly to?: string | undefined;
  /** Accepts applied files that have changed. Default false, which makes each a problem. */
  readonly allowChanged?: boolean | undefined;
}

/** A migration that a run would apply. */
export interface PlannedStep {
  readonly migration: Migration;
  /** The first statement that would run, from 1; more than 1 for a repaired file. */
  readonly fromStatement: number;
  /** Adoptions that run before it in its transaction, since another program made the database. */
  readonly adoptions: readonly Adoption[];
}

/** The result of comparing a database with the files, and what a run would do. */
export interface MigrationPlan {
  /** `newer`: a newer release migrated the database. `broken`: a person must act. */
  readonly state: "broken" | "current" | "newer" | "pending";
  /** The files that would run, in order. Empty when there is a problem, since then none runs. */
  readonly steps: readonly PlannedStep[];
  /** Migrations that are not applied, in order: the steps, and those that `to` or a problem holds back. */
  readonly pending: readonly Migration[];
  /** The history, in order of number. */
  readonly recorded: readonly RecordedMigration[];
  /** Changed files that the run would record as accepted. */
  readonly accepts: readonly Migration[];
  /** Versions with a file but without a recorded checksum. A repair records it. */
  readonly unverified: readonly string[];
  readonly problems: readonly MigrationProblem[];
}

/**
 * Compares files with a history, and returns what a run would do or every problem that prevents it. It reads
 * and writes nothing. All other functions of the package follow it.
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
  const compared = compareHistory(chosen, history, allowChanged);
  const rows = new Map(history.map((row) => [row.version, row]));
  const pending = chosen.migrations.filter(({ version }) => {
    const state = rows.get(version)?.state;
    return state === undefined || state === "resume";
  });
  const problems = [
    ...chosen.problems.filter((found) => !isOfAppliedText(found, rows)),
    ...compared.problems,
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
    recorded: compared.recorded,
    accepts: compared.accepts,
    unverified: compared.recorded
      .filter(({ checksumState }) => checksumState === "unverified")
      .map(({ version }) => version),
    problems,
  };
}

/** Problems of a pending file's text. An applied file never changes and is known to work. */
const ofPendingText = new Set(["not_sql", "other_tool", "unknown_directive"]);

function isOfAppliedText(
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
      const what = `comes before the applied ${newest?.file}; give it the next free number`;
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
