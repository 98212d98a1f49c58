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
      "show what is applied and pending; exits with 5 while any is pending, with 6 when a person is needed, with 4 when the database is of a newer release",
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

/** How the database stands to the files. It is open no longer than that takes. */
async function readPlan(options: MigrateOptions): Promise<MigrationPlan> {
  const files = await migrationFiles(options);
  await using db = await openExisting(options);
  return await migrationStatus(db, files);
}
