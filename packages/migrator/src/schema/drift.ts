import { DatabaseError, engineOf } from "@handsfree/query";
import type { Kysely } from "kysely";
import { MigrationFilesError } from "../errors.ts";
import type { Migration, MigrationFile } from "../files/migration.ts";
import { chooseFiles } from "../plan/choose-files.ts";
import { compareSchemas, type SchemaDifference } from "./compare-schemas.ts";
import { appliedVersions, makeManifest, type SchemaManifest } from "./manifest.ts";
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
 * are that program's, and are left out: `findForeignTables` lists them.
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
  options: DriftOptions = {},
): Promise<SchemaDifference[]> {
  const { differences, isShared } = await compareWithFiles(db, files, options);
  return differences.filter((difference) => !isShared || !isForeign(difference));
}

/**
 * The tables of another program, which no file makes, in order of name: none where the history holds no version
 * of such a program. Writes nothing.
 *
 * @param files what `readMigrations` has read.
 * @throws what `findDrift` throws.
 */
export async function findForeignTables<DB>(
  db: Kysely<DB>,
  files: readonly MigrationFile[],
  options: DriftOptions = {},
): Promise<string[]> {
  const { differences, isShared } = await compareWithFiles(db, files, options);
  return isShared ? differences.filter(isForeign).map(({ table }) => table ?? "") : [];
}

interface Comparison {
  readonly differences: readonly SchemaDifference[];
  /** Whether the history holds versions of another program. */
  readonly isShared: boolean;
}

async function compareWithFiles<DB>(
  db: Kysely<DB>,
  files: readonly MigrationFile[],
  { manifest }: DriftOptions,
): Promise<Comparison> {
  const engine = engineOf(db);
  const applied = await appliedVersions(db);
  const { migrations } = chooseFiles(files, engine);
  const done = migrations.filter(({ version }) => applied.includes(version));
  const expected =
    engine === "duckdb" ? await makeInMemory(files, done) : requireManifest(manifest, done);
  return {
    differences: compareSchemas(expected.schema, await readSchema(db)),
    isShared: applied.some((version) => !done.some((own) => own.version === version)),
  };
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
