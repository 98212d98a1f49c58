import { type Command, Option } from "commander";
import { backUp } from "./backup.ts";
import { parseFile } from "./file.ts";
import { restore } from "./restore.ts";

export function addBackupCommands(program: Command): void {
  program
    .command("backup")
    .description("copy the DuckDB database into a file")
    .argument("<file>", "the copy, in a folder that exists", parseFile)
    .addOption(force("replace the file, if it is a DuckDB database that is not in use"))
    .action((file: string, _options, command: Command) => backUp(file, command.optsWithGlobals()));
  program
    .command("restore")
    .description("make the DuckDB database from a backup")
    .argument("<file>", "the backup, which is not changed", parseFile)
    .addOption(force("replace the database, if it is not in use"))
    .action((file: string, _options, command: Command) => restore(file, command.optsWithGlobals()));
}

function force(description: string): Option {
  return new Option("--force", description);
}
