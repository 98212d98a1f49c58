import { existsSync } from "node:fs";
import {
  type MigrationFile,
  type MigrationPlan,
  plan,
  type PlanOptions,
} from "@handsfree/migrator";
import type { DatabaseTarget } from "@handsfree/query";

/**
 * Plans for a DuckDB file that does not exist yet, so that no file is created when nothing can run. Undefined
 * for other databases.
 */
export function planNewDatabase(
  target: DatabaseTarget,
  files: readonly MigrationFile[],
  options: Omit<PlanOptions, "engine">,
): MigrationPlan | undefined {
  const { engine } = target;
  if (engine !== "duckdb" || existsSync(target.path)) return undefined;
  return plan(files, [], { ...options, engine });
}
