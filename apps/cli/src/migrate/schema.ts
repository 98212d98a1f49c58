import { dumpSchema, formatManifest, manifestOf } from "@handsfree/migrator";
import type { Command } from "commander";
import { openExisting } from "../database.ts";
import type { GlobalOptions } from "../options/global.ts";
import { print, printJson } from "../output/print.ts";

interface SchemaOptions extends GlobalOptions {
  readonly manifest?: boolean;
}

export function addSchemaCommand(migrate: Command): void {
  migrate
    .command("schema")
    .description("show the live schema, in stable order")
    .option(
      "--manifest",
      "print the manifest to commit beside the migrations; use it on a database that only they have made",
    )
    .action((_options, command: Command) => showSchema(command.optsWithGlobals()));
}

async function showSchema(options: SchemaOptions): Promise<void> {
  const manifest = await read(options);
  if (options.manifest) return print(formatManifest(manifest));
  await (options.json ? printJson(manifest.schema) : print(dumpSchema(manifest.schema)));
}

async function read(options: SchemaOptions): ReturnType<typeof manifestOf> {
  await using db = await openExisting(options);
  return await manifestOf(db);
}
