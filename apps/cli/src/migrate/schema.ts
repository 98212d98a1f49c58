import { dumpSchema, readSchema, type SchemaDescription } from "@handsfree/migrator";
import type { Command } from "commander";
import { openExisting } from "../database.ts";
import type { GlobalOptions } from "../options/global.ts";
import { print, printJson } from "../output/print.ts";

export function addSchemaCommand(migrate: Command): void {
  migrate
    .command("schema")
    .description("show the live schema, in stable order")
    .action((_options, command: Command) => showSchema(command.optsWithGlobals()));
}

async function showSchema(options: GlobalOptions): Promise<void> {
  const schema = await read(options);
  await (options.json ? printJson(schema) : print(dumpSchema(schema)));
}

async function read(options: GlobalOptions): Promise<SchemaDescription> {
  await using db = await openExisting(options);
  return await readSchema(db);
}
