import { migrationsDirectory } from "@handsfree/migrations";
import { makeManifest, readMigrations, type SchemaManifest } from "@handsfree/migrator";
import { type Engine, openDatabase } from "@handsfree/query";
import { createPostgres } from "../postgres/databases.ts";
import { startPostgresServer } from "../postgres/start-server.ts";

export type Manifests = Readonly<Record<Engine, SchemaManifest>>;

/** Makes the manifests of the schema that HandsFree's migrations make on each engine. */
export async function makeManifests(): Promise<Manifests> {
  await using server = await startPostgresServer();
  await using empty = await createPostgres(server.url, { migrated: false });
  await using postgres = await openDatabase({ url: empty.url });
  const files = await readMigrations(migrationsDirectory);
  return {
    duckdb: await makeManifest(files),
    postgres: await makeManifest(files, { empty: postgres }),
  };
}
