import { engineOf } from "@handsfree/query";
import type { Kysely } from "kysely";
import type { MigrationFile } from "./files/migration.ts";
import { readHistory } from "./history/read-history.ts";
import { type MigrationPlan, plan, type PlanOptions } from "./plan/plan.ts";

/**
 * Compares the database with the files, and says what `migrateUp` with the same options would do. Writes
 * nothing, so a read-only database is enough.
 *
 * @throws {InvalidInputError} when `to` names no file.
 */
export async function migrationStatus<DB>(
  db: Kysely<DB>,
  files: readonly MigrationFile[],
  options: Omit<PlanOptions, "engine"> = {},
): Promise<MigrationPlan> {
  const { rows } = await readHistory(db);
  return plan(files, rows, { ...options, engine: engineOf(db) });
}
