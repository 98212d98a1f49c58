import { join } from "node:path";
import {
  findDrift,
  type MigrationFile,
  plan,
  readManifest,
  type SchemaDifference,
} from "@handsfree/migrator";
import { engineOf } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import type { Kysely } from "kysely";
import { directoryOf, type MigrateOptions } from "./files.ts";

/**
 * In what the live schema is not what the applied files make. Undefined where the files make nothing, since
 * something is wrong with them.
 */
export async function readDrift(
  db: Kysely<Database>,
  files: readonly MigrationFile[],
  options: MigrateOptions,
): Promise<SchemaDifference[] | undefined> {
  const engine = engineOf(db);
  if (plan(files, [], { engine }).problems.length > 0) return undefined;
  const manifest =
    engine === "postgres"
      ? await readManifest(join(directoryOf(options), "schema.postgres.json"), engine)
      : undefined;
  return await findDrift(db, files, { manifest });
}
