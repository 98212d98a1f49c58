import { readFile } from "node:fs/promises";
import type { Engine } from "@handsfree/query";
import type { Kysely } from "kysely";
import { MigrationFilesError } from "../errors.ts";
import { decodeText } from "../files/decode-text.ts";
import { byNumber } from "../files/file-name.ts";
import type { MigrationFile } from "../files/migration.ts";
import { readHistory } from "../history/read-history.ts";
import { openForMigrations } from "../open-for-migrations.ts";
import { migrateUp } from "../run/migrate-up.ts";
import type { SchemaDescription } from "./description.ts";
import { readSchema } from "./read-schema.ts";

/** The schema that migrations make in an empty database, to be committed beside them. */
export interface SchemaManifest {
  /** The applied versions, in order. */
  readonly migrations: readonly string[];
  readonly schema: SchemaDescription;
}

/** Options of `makeManifest`. */
export interface ManifestOptions<DB> {
  /** An empty database, which is filled. Default: DuckDB in memory. */
  readonly empty?: Kysely<DB> | undefined;
  /** The last migration, as `012_lower_snake` or `12`. Default: the newest. */
  readonly to?: string | undefined;
}

/**
 * Applies the migrations to an empty database and describes the resulting schema.
 *
 * @param files the result of `readMigrations`.
 * @throws what `migrateUp` throws.
 */
export async function makeManifest<DB>(
  files: readonly MigrationFile[],
  { empty, to }: ManifestOptions<DB> = {},
): Promise<SchemaManifest> {
  if (empty === undefined) {
    await using memory = await openForMigrations({ path: ":memory:" });
    return await makeManifest(files, { empty: memory, to });
  }
  await migrateUp(empty, files, { to });
  return await manifestOf(empty);
}

/**
 * Describes the database as a manifest. It equals the manifest of the files if they were applied to an empty
 * database.
 */
export async function manifestOf<DB>(db: Kysely<DB>): Promise<SchemaManifest> {
  return { migrations: await appliedVersions(db), schema: await readSchema(db) };
}

/** The versions that made the schema, in order, without those that are half done. */
export async function appliedVersions<DB>(db: Kysely<DB>): Promise<string[]> {
  const { rows } = await readHistory(db);
  return rows
    .filter(({ state }) => state === "applied" || state === "baseline")
    .map(({ version }) => version)
    .toSorted(byNumber);
}

/** The text of a manifest's file. */
export function formatManifest(manifest: SchemaManifest): string {
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/**
 * Reads a manifest that `formatManifest` made.
 *
 * @throws {MigrationFilesError} when the file cannot be read, or is not a manifest of this engine.
 */
export async function readManifest(file: string, engine: Engine): Promise<SchemaManifest> {
  let manifest: Partial<SchemaManifest> | null;
  try {
    manifest = JSON.parse(decodeText(file, await readFile(file))) as Partial<SchemaManifest> | null;
  } catch (error) {
    if (error instanceof MigrationFilesError) throw error;
    const { code = "not JSON" } = error as NodeJS.ErrnoException;
    const wayOut =
      code === "ENOENT"
        ? "; apply the files to an empty database and save its manifest (handsfree migrate schema --manifest)"
        : "";
    throw new MigrationFilesError(`${file} cannot be read (${code})${wayOut}`, { cause: error });
  }
  if (manifest?.schema?.engine !== engine || !Array.isArray(manifest.migrations)) {
    throw new MigrationFilesError(`${file} must be a schema manifest of ${engine}`);
  }
  return manifest as SchemaManifest;
}
