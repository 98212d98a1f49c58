import { existsSync } from "node:fs";
import {
  type MigrationFile,
  type MigrationPlan,
  plan,
  type PlanOptions,
} from "@handsfree/migrator";
import type { DatabaseTarget } from "@handsfree/query";

/**
 * The plan for a DuckDB database whose file is not there yet, so that none is made to learn that nothing can
 * run. Undefined for every other.
 */
export function planUnmade(
  target: DatabaseTarget,
  files: readonly MigrationFile[],
  options: Omit<PlanOptions, "engine">,
): MigrationPlan | undefined {
  const { engine } = target;
  if (engine !== "duckdb" || existsSync(target.path)) return undefined;
  return plan(files, [], { ...options, engine });
}
