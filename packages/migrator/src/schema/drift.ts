import { DatabaseError, engineOf } from "@handsfree/query";
import type { Kysely } from "kysely";
import { MigrationFilesError } from "../errors.ts";
import type { Migration, MigrationFile } from "../files/migration.ts";
import { chooseFiles } from "../plan/choose-files.ts";
import { compareSchemas, type SchemaDifference } from "./compare-schemas.ts";
import { appliedVersions, makeManifest, type SchemaManifest } from "./manifest.ts";
import { readSchema } from "./read-schema.ts";

/** Options of `findDrift`. */
export interface DriftOptions {
  /** The manifest of the files for this engine. Required on PostgreSQL; on DuckDB one is made in memory. */
  readonly manifest?: SchemaManifest | undefined;
}

/**
 * Compares the live schema with the schema that the applied files make, and writes nothing. On DuckDB the files
 * are applied to an empty database in memory. On PostgreSQL that would need the right to make a schema, and a
 * crash would leave objects in a live database, so there the manifest is used.
 *
 * If the history holds versions of another program (`-- migrate: tolerates`), tables that no file makes belong
 * to that program and are left out: `findForeignTables` lists them.
 *
 * @param files the result of `readMigrations`.
 * @returns an empty list when there is no drift.
 * @throws {DatabaseError} `schema_outdated` when migrations are pending on PostgreSQL, since the manifest is of
 *   all of them.
 * @throws {MigrationFilesError} when a manifest is needed and missing, or is of other migrations.
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
 * Lists the tables of another program, in order of name: tables that no file makes, in a database whose history
 * holds versions of such a program. Writes nothing.
 *
 * @param files the result of `readMigrations`.
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
      "on PostgreSQL findDrift needs the manifest of the migrations; give it as the option manifest",
    );
  }
  const versions = new Set(done.map(({ version }) => version));
  const pending = manifest.migrations.filter((version) => !versions.has(version));
  if (pending.length > 0) {
    throw new DatabaseError(
      "schema_outdated",
      `the database must have all migrations of the manifest, and lacks ${pending.join(", ")}; apply them first`,
    );
  }
  if (versions.size > manifest.migrations.length) {
    throw new MigrationFilesError("the manifest must be of these migrations; make it again");
  }
  return manifest;
}
