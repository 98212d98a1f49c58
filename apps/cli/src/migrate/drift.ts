import { migrationsDirectory, schemaManifestFiles } from "@handsfree/migrations";
import {
  describeDifference,
  findDrift,
  readManifest,
  readMigrations,
  type SchemaDifference,
} from "@handsfree/migrator";
import { engineOf } from "@handsfree/query";
import { openExisting } from "../database.ts";
import { exitCodes } from "../exit-codes.ts";
import type { GlobalOptions } from "../options/global.ts";
import { print, printJson } from "../output/print.ts";

/** Tells in what the live schema is not what the applied files make. */
export async function showDrift(options: GlobalOptions): Promise<void> {
  const differences = await readDrift(options);
  if (differences.length > 0) process.exitCode = exitCodes.migrations;
  if (options.json) return printJson({ differences });
  await print(
    differences.length === 0
      ? "the schema is what the migrations make\n"
      : differences.map((difference) => `${describeDifference(difference)}\n`).join(""),
  );
}

async function readDrift(options: GlobalOptions): Promise<SchemaDifference[]> {
  await using db = await openExisting(options);
  const engine = engineOf(db);
  const migrations = await readMigrations(migrationsDirectory, engine);
  const manifest =
    engine === "postgres" ? await readManifest(schemaManifestFiles.postgres, engine) : undefined;
  return await findDrift(db, migrations, { manifest });
}
