import { DatabaseError, engineOf } from "@handsfree/query";
import type { Kysely } from "kysely";
import { MigrationFilesError } from "../errors.ts";
import type { Migration, MigrationFile } from "../files/migration.ts";
import { chooseFiles } from "../plan/choose-files.ts";
import { appliedVersions } from "./applied-versions.ts";
import { compareSchemas, type SchemaDifference } from "./compare-schemas.ts";
import { makeManifest, type SchemaManifest } from "./manifest.ts";
import { readSchema } from "./read-schema.ts";

/** What drift is looked for with. */
export interface DriftOptions {
  /** What the files make on this engine. Needed on PostgreSQL; DuckDB makes its own in memory. */
  readonly manifest?: SchemaManifest | undefined;
}

/**
 * Compares the live schema with what the applied files make on an empty database, and writes nothing. On
 * DuckDB they are applied to one in memory. On PostgreSQL that would take the right to make a schema, and
 * objects that a crash leaves in a live database; the manifest that was made of the same files is as exact.
 *
 * Where the history holds versions of another program (`-- migrate: tolerates`), tables that no file makes
 * are that program's, and are left out.
 *
 * @param files what `readMigrations` has read.
 * @returns nothing where the schema is as it should be.
 * @throws {DatabaseError} `schema_outdated` when migrations are pending on PostgreSQL, since the manifest
 *   is of all of them.
 * @throws {MigrationFilesError} when a manifest is needed and missing, or not of these migrations.
 * @throws {MigrationProblemsError} when the files cannot be applied to an empty database.
 */
export async function findDrift<DB>(
  db: Kysely<DB>,
  files: readonly MigrationFile[],
  { manifest }: DriftOptions = {},
): Promise<SchemaDifference[]> {
  const engine = engineOf(db);
  const applied = await appliedVersions(db);
  const { migrations } = chooseFiles(files, engine);
  const done = migrations.filter(({ version }) => applied.includes(version));
  const expected =
    engine === "duckdb" ? await makeInMemory(files, done) : requireManifest(manifest, done);
  const differences = compareSchemas(expected.schema, await readSchema(db));
  const isShared = applied.some((version) => !done.some((own) => own.version === version));
  return isShared ? differences.filter((difference) => !isForeign(difference)) : differences;
}

async function makeInMemory(
  files: readonly MigrationFile[],
  done: readonly Migration[],
): Promise<SchemaManifest> {
  const to = done.at(-1)?.version;
  return makeManifest(to === undefined ? [] : files, { to });
}

function isForeign({ subject, table, expected }: SchemaDifference): boolean {
  return expected === null && subject === `table ${table}`;
}

function requireManifest(
  manifest: SchemaManifest | undefined,
  done: readonly Migration[],
): SchemaManifest {
  if (manifest === undefined) {
    throw new MigrationFilesError(
      "on PostgreSQL drift is found by the manifest of the migrations, and there is none",
    );
  }
  const versions = new Set(done.map(({ version }) => version));
  const pending = manifest.migrations.filter((version) => !versions.has(version));
  if (pending.length > 0) {
    throw new DatabaseError(
      "schema_outdated",
      `the database does not have ${pending.join(", ")} yet; apply that first, since the manifest is of all migrations`,
    );
  }
  if (versions.size > manifest.migrations.length) {
    throw new MigrationFilesError("the manifest is not of these migrations; make it again");
  }
  return manifest;
}
