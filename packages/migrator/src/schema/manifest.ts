import { readFile } from "node:fs/promises";
import { type Engine, openDatabase } from "@handsfree/query";
import type { Kysely } from "kysely";
import { MigrationFilesError } from "../errors.ts";
import { migrateUp } from "../migrate-up.ts";
import type { Migration } from "../read-migrations.ts";
import { appliedVersions } from "./applied-versions.ts";
import type { SchemaDescription } from "./description.ts";
import { readSchema } from "./read-schema.ts";

/** What migrations make of an empty database, to be committed beside them. */
export interface SchemaManifest {
  /** The versions that made it, in order. */
  readonly migrations: readonly string[];
  readonly schema: SchemaDescription;
}

/**
 * Applies the migrations to an empty database and describes what they made.
 *
 * @param empty default: a DuckDB database in memory, for which the migrations must then be.
 * @throws what `migrateUp` throws.
 */
export async function makeManifest<DB>(
  migrations: readonly Migration[],
  empty?: Kysely<DB>,
): Promise<SchemaManifest> {
  if (empty === undefined) {
    await using memory = await openDatabase({ path: ":memory:" });
    return await makeManifest(migrations, memory);
  }
  await migrateUp(empty, migrations);
  return { migrations: await appliedVersions(empty), schema: await readSchema(empty) };
}

/** The manifest as its file has it. */
export function formatManifest(manifest: SchemaManifest): string {
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/**
 * Reads a manifest that `formatManifest` made.
 *
 * @throws {MigrationFilesError} when it cannot be read, or is none of this engine.
 */
export async function readManifest(file: string, engine: Engine): Promise<SchemaManifest> {
  let manifest: Partial<SchemaManifest> | null;
  try {
    manifest = JSON.parse(await readFile(file, "utf8")) as Partial<SchemaManifest> | null;
  } catch (error) {
    const { code = "no JSON" } = error as NodeJS.ErrnoException;
    throw new MigrationFilesError([`${file} cannot be read (${code})`]);
  }
  if (manifest?.schema?.engine !== engine || !Array.isArray(manifest.migrations)) {
    throw new MigrationFilesError([`${file} is no schema manifest of ${engine}`]);
  }
  return manifest as SchemaManifest;
}
