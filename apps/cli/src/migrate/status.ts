import { type MigrationPlan, migrationStatus } from "@handsfree/migrator";
import type { Command } from "commander";
import { openExisting } from "../database.ts";
import { invocation } from "../invocation.ts";
import { print, printJson } from "../output/print.ts";
import { migrationFiles, type MigrateOptions } from "./files.ts";
import { exitCodeOfState, planJson, planTable, problemLines } from "./plan-view.ts";

export function addStatusCommand(migrate: Command): void {
  migrate
    .command("status")
    .description(
      "show applied and pending migrations; exits with 5 when some are pending, with 6 when a person must act, with 4 when a newer release migrated the database",
    )
    .action((_options, command: Command) => status(command.optsWithGlobals()));
}

async function status(options: MigrateOptions): Promise<void> {
  const plan = await readPlan(options);
  invocation().exitCode = exitCodeOfState[plan.state];
  await (options.json
    ? printJson(planJson(plan))
    : print(planTable(plan) + problemLines(plan.problems)));
}

/** Reads the plan, and closes the database at once. */
async function readPlan(options: MigrateOptions): Promise<MigrationPlan> {
  const files = await migrationFiles(options);
  await using db = await openExisting(options);
  return await migrationStatus(db, files);
}
