import { join } from "node:path";
import {
  findDrift,
  findForeignTables,
  type MigrationFile,
  plan,
  readManifest,
  type SchemaDifference,
} from "@handsfree/migrator";
import { engineOf } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import type { Kysely } from "kysely";
import { directoryOf, type MigrateOptions } from "./files.ts";

/** The differences between the live schema and the schema that the applied files make. */
export interface Drift {
  readonly differences: readonly SchemaDifference[];
  /** Tables of another program, which are left as they are. */
  readonly foreignTables: readonly string[];
}

/** Undefined when the files have problems and so make no schema. */
export async function readDrift(
  db: Kysely<Database>,
  files: readonly MigrationFile[],
  options: MigrateOptions,
): Promise<Drift | undefined> {
  const engine = engineOf(db);
  if (plan(files, [], { engine }).problems.length > 0) return undefined;
  const manifest =
    engine === "postgres"
      ? await readManifest(join(directoryOf(options), "schema.postgres.json"), engine)
      : undefined;
  return {
    differences: await findDrift(db, files, { manifest }),
    foreignTables: await findForeignTables(db, files, { manifest }),
  };
}
