import type { Command } from "commander";
import { addSchemaCommand } from "./schema.ts";
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
  addSchemaCommand(migrate);
}
