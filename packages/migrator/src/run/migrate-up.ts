import { engineOf } from "@handsfree/query";
import { type Kysely, sql } from "kysely";
import { MigrationProblemsError } from "../errors.ts";
import type { Migration, MigrationFile } from "../files/migration.ts";
import { prepareHistory, prepareLock } from "../history/prepare-history.ts";
import { type History, readHistory } from "../history/read-history.ts";
import { acquireLock, type Lock } from "../lock/acquire-lock.ts";
import { type MigrationPlan, plan, type PlannedStep, type PlanOptions } from "../plan/plan.ts";
import { applyInTransaction } from "./apply-in-transaction.ts";
import { applyStatements } from "./apply-statements.ts";
import { lockOptionsOf, type RunOptions } from "./run-options.ts";

/** What `migrateUp` can be asked besides. */
export interface MigrateUpOptions extends Omit<PlanOptions, "engine">, RunOptions {}

/**
 * Applies what is pending, in order. Each file is one transaction with its row in `schema_migrations`, or
 * where its first line says `-- migrate: no-transaction`, one statement after the other. Safe to call
 * again, and by several callers and processes at once: one applies, the others wait and find it done.
 *
 * @param files what `readMigrations` has read.
 * @returns what this call applied.
 * @throws {MigrationProblemsError} when the plan has problems; then nothing ran.
 * @throws {MigrationFailedError} for SQL that fails: its file leaves nothing behind, those before it stay.
 * @throws {MigrationUnfinishedError} for a file outside a transaction, which a repair must follow.
 * @throws {InvalidInputError} when `to` names no file.
 */
export async function migrateUp<DB>(
  database: Kysely<DB>,
  files: readonly MigrationFile[],
  options: MigrateUpOptions = {},
): Promise<Migration[]> {
  const look = async (): Promise<Seen> => {
    const history = await readHistory(database);
    return { history, ...plan(files, history.rows, { ...options, engine: engineOf(database) }) };
  };
  const applied: Migration[] = [];
  for (;;) {
    const seen = await look();
    // What is unfinished may be in the hands of another runner, which is known with the lock only.
    refuse(seen.problems.filter(({ kind }) => kind !== "unfinished"));
    if (hasNothingToDo(seen)) return applied;
    await prepareLock(seen.history);
    const noLongerNeeded = async (): Promise<boolean> => hasNothingToDo(await look());
    await using lock = await acquireLock(seen.history, {
      ...lockOptionsOf(options),
      noLongerNeeded,
    });
    if (lock === undefined) return applied;
    if (await work(await look(), lock, options, applied)) return applied;
    // Another took over. It is waited for, and what it leaves is planned anew.
  }
}

interface Seen extends MigrationPlan {
  readonly history: History;
}

function hasNothingToDo({ problems, steps, accepts, history }: Seen): boolean {
  const asItIs = history.form !== "old" && accepts.length === 0;
  return problems.length === 0 && steps.length === 0 && asItIs;
}

function refuse(problems: MigrationPlan["problems"]): void {
  if (problems.length > 0) throw new MigrationProblemsError(problems);
}

/** False when another runner has taken over. */
async function work(
  { history, problems, steps, accepts }: Seen,
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
    await accept(history, migration);
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
  // What was begun outside a transaction goes on there, whatever its first line says by now.
  const done =
    migration.inTransaction && fromStatement === 1
      ? await applyInTransaction(history, step)
      : await applyStatements(history, step, lock, onEvent);
  if (!done) return false;
  for (const adoption of adoptions) onEvent?.({ type: "adopted", migration, adoption });
  onEvent?.({ type: "applied", migration, duration: performance.now() - started });
  return true;
}

async function accept({ db }: History, { version, checksum }: Migration): Promise<void> {
  await db
    .updateTable("schema_migrations")
    .set({ accepted_checksum: checksum, accepted_at: sql<Date>`now()` })
    .where("version", "=", version)
    .execute();
}
