import type { Command } from "commander";
import { addBaselineCommand } from "./baseline.ts";
import { parseDirectory } from "./files.ts";
import { addLintCommand } from "./lint.ts";
import { addNewCommand } from "./new.ts";
import { addRepairCommand } from "./repair.ts";
import { addSchemaCommand } from "./schema.ts";
import { addStatusCommand } from "./status.ts";
import { addUpCommand } from "./up.ts";
import { addVerifyCommand } from "./verify.ts";

export function addMigrateCommands(program: Command): void {
  const migrate = program
    .command("migrate")
    .description("bring the database's schema up to date")
    .option(
      "--directory <path>",
      "the folder of the migrations (default: those of HandsFree)",
      parseDirectory,
    );
  addUpCommand(migrate);
  addStatusCommand(migrate);
  addVerifyCommand(migrate);
  addLintCommand(migrate);
  addSchemaCommand(migrate);
  addNewCommand(migrate);
  addRepairCommand(migrate);
  addBaselineCommand(migrate);
}
