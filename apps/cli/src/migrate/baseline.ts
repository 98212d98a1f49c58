import { baselineMigrations } from "@handsfree/migrator";
import type { Command } from "commander";
import { openExisting } from "../database.ts";
import { print, printJson } from "../output/print.ts";
import { migrationFiles, type MigrateOptions } from "./files.ts";

interface BaselineOptions extends MigrateOptions {
  readonly at: string;
}

export function addBaselineCommand(migrate: Command): void {
  migrate
    .command("baseline")
    .description("record migrations as applied without running them, for a schema made another way")
    .requiredOption("--at <version>", "the last one whose work is done, such as 12 or 012_its_name")
    .action((_options, command: Command) => baseline(command.optsWithGlobals()));
}

async function baseline(options: BaselineOptions): Promise<void> {
  const recorded = await record(options);
  if (options.json) {
    return printJson({ recorded: recorded.map(({ version, file }) => ({ version, file })) });
  }
  const lines = recorded.map(({ file }) => `recorded ${file} as applied, without running it\n`);
  await print(lines.join("") || "there was nothing to record\n");
}

async function record(options: BaselineOptions): ReturnType<typeof baselineMigrations> {
  const files = await migrationFiles(options);
  await using db = await openExisting(options, { readOnly: false });
  return await baselineMigrations(db, files, { at: options.at });
}
