import { sep } from "node:path";
import { createMigration } from "@handsfree/migrator";
import { InvalidInputError } from "@handsfree/query";
import type { Command } from "commander";
import { print, printJson } from "../output/print.ts";
import { directoryOf, type MigrateOptions } from "./files.ts";

interface NewOptions extends MigrateOptions {
  readonly variants?: boolean;
}

export function addNewCommand(migrate: Command): void {
  migrate
    .command("new")
    .description("create the file of the next migration")
    .argument("<name>", "what it does, such as add_users")
    .option("--variants", "create one file for each engine")
    .action((name: string, _options, command: Command) =>
      newMigration(name, command.optsWithGlobals()),
    );
}

async function newMigration(name: string, options: NewOptions): Promise<void> {
  const directory = directoryOf(options);
  if (directory.split(sep).includes("node_modules")) {
    throw new InvalidInputError(
      "directory",
      "must be given, since HandsFree's own files belong to an installed package; give the folder of your migrations",
    );
  }
  const files = await createMigration(directory, name, options);
  await (options.json
    ? printJson({ files })
    : print(files.map((file) => `created ${file}\n`).join("")));
}
