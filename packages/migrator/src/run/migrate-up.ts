import { engineOf } from "@handsfree/query";
import { type Kysely, sql } from "kysely";
import { MigrationProblemsError } from "../errors.ts";
import type { Migration, MigrationFile } from "../files/migration.ts";
import { prepareHistory } from "../history/prepare-history.ts";
import { type AppliedMigration, type History, readHistory } from "../history/read-history.ts";
import { updateRow } from "../history/write-row.ts";
import type { Lock } from "../lock/acquire-lock.ts";
import { withLock } from "../lock/with-lock.ts";
import { type MigrationPlan, plan, type PlannedStep, type PlanOptions } from "../plan/plan.ts";
import { applyInTransaction } from "./apply-in-transaction.ts";
import { applyStatements } from "./apply-statements.ts";
import type { RunOptions } from "./run-options.ts";

/** Options of `migrateUp`. */
export interface MigrateUpOptions extends Omit<PlanOptions, "engine">, RunOptions {}

/**
 * Applies the pending migrations, in order. Each file runs in one transaction with its row in
 * `schema_migrations`; a file whose first line is `-- migrate: no-transaction` runs statement by statement.
 * It may be called again, and by several callers and processes at once: one applies, the others wait.
 *
 * @param files the result of `readMigrations`.
 * @returns the migrations that this call applied.
 * @throws {MigrationProblemsError} when the plan has problems; then nothing ran.
 * @throws {MigrationFailedError} when SQL fails: its file leaves nothing behind, earlier files stay applied.
 * @throws {MigrationUnfinishedError} when a file outside a transaction fails; it needs a repair.
 * @throws {InvalidInputError} when `to` names no file.
 */
export async function migrateUp<DB>(
  database: Kysely<DB>,
  files: readonly MigrationFile[],
  options: MigrateUpOptions = {},
): Promise<Migration[]> {
  const engine = engineOf(database);
  const compare = ({ rows }: History): MigrationPlan => plan(files, rows, { ...options, engine });
  const applied: Migration[] = [];
  for (;;) {
    const found = await readHistory(database);
    const first = compare(found);
    // Another runner may be at work on an unfinished file, which only the lock can tell.
    refuse(first.problems.filter(({ kind }) => kind !== "unfinished"));
    const { steps, accepts } = first;
    const isRecorded = first.problems.length + accepts.length === 0 && found.form !== "old";
    if (isRecorded && steps.length === 0) return applied;
    const isDone = ({ rows }: History): boolean =>
      isRecorded && steps.every(({ migration }) => rows.some((row) => isApplied(row, migration)));
    const work = (history: History, lock: Lock): Promise<boolean> =>
      applyPlan(history, compare(history), lock, options, applied);
    if ((await withLock(database, found, { ...options, isDone }, work)) ?? true) return applied;
    // Another runner took over. Wait for it, then plan again.
  }
}

function isApplied({ version, state }: AppliedMigration, migration: Migration): boolean {
  return version === migration.version && (state === "applied" || state === "baseline");
}

function refuse(problems: MigrationPlan["problems"]): void {
  if (problems.length > 0) throw new MigrationProblemsError(problems);
}

/** @returns false when another runner has taken over. */
async function applyPlan(
  history: History,
  { problems, steps, accepts }: MigrationPlan,
  lock: Lock,
  options: MigrateUpOptions,
  applied: Migration[],
): Promise<boolean> {
  refuse(problems);
  await prepareHistory(history);
  if (history.form === "old") {
    options.onEvent?.({ type: "history_extended", versions: history.rows.length });
  }
  for (const migration of accepts) {
    const { version, checksum } = migration;
    const accepted = { accepted_checksum: checksum, accepted_at: sql<Date>`now()` };
    await updateRow(history.db, version, accepted);
    options.onEvent?.({ type: "accepted", migration });
  }
  for (const step of steps) {
    if (lock.lost || !(await apply(history, step, lock, options))) return false;
    applied.push(step.migration);
  }
  return true;
}

async function apply(
  history: History,
  step: PlannedStep,
  lock: Lock,
  { onEvent }: MigrateUpOptions,
): Promise<boolean> {
  const { migration, fromStatement, adoptions } = step;
  onEvent?.({ type: "started", migration });
  const started = performance.now();
  // A file that began outside a transaction continues there, even if its first line has changed.
  const done =
    migration.inTransaction && fromStatement === 1
      ? await applyInTransaction(history, step)
      : await applyStatements(history, step, lock, onEvent);
  if (!done) return false;
  for (const adoption of adoptions) onEvent?.({ type: "adopted", migration, adoption });
  onEvent?.({ type: "applied", migration, duration: performance.now() - started });
  return true;
}
