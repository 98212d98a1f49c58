import type { Command } from "commander";
import { lintFiles } from "./lint.ts";
import { migrateStatus } from "./status.ts";
import { migrateToNewest } from "./up.ts";

export function addMigrateCommands(program: Command): void {
  const migrate = program.command("migrate").description("bring the database's schema up to date");
  migrate
    .command("up")
    .description("apply the pending migrations, and make the database if there is none")
    .action((_options, command: Command) => migrateToNewest(command.optsWithGlobals()));
  migrate
    .command("status")
    .description("show which migrations are applied; exits with 5 while any is pending")
    .action((_options, command: Command) => migrateStatus(command.optsWithGlobals()));
  migrate
    .command("lint")
    .description("look for what hurts in production; exits with 5 when there is any")
    .option("--all", "every file, without a database, in place of the pending ones")
    .action((_options, command: Command) => lintFiles(command.optsWithGlobals()));
}
