import { migrationsDirectory } from "@handsfree/migrations";
import { migrateUp, readMigrations } from "@handsfree/migrator";
import { type Engine, openDatabase } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import type { Kysely } from "kysely";
import type { ProvidedContext } from "vitest";
import { createPostgres, openPostgres, type TemporaryPostgres } from "./postgres/databases.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The engine that a suite without a choice of its own runs on. */
    engine: Engine;
    /** A database of the PostgreSQL server, for CREATE DATABASE and the like. */
    postgresUrl: string;
  }
}

/**
 * A migrated database of the test's own, gone when it is closed: on DuckDB in memory, unless a file is
 * named, which stays.
 *
 * @param engine default: that of the vitest project, so that one suite runs on both; DuckDB for a file.
 */
export async function openTestDatabase(path?: string, engine?: Engine): Promise<Kysely<Database>> {
  if (path === undefined && (engine ?? (await provided("engine"))) === "postgres") {
    return openPostgres(await provided("postgresUrl"));
  }
  const db = await openDatabase({ path: path ?? ":memory:" });
  await migrateUp(db, await readMigrations(migrationsDirectory));
  return db;
}

/** A PostgreSQL database for processes that are given its URL; with the whole schema, unless told otherwise. */
export async function temporaryPostgres(options?: {
  readonly migrated: boolean;
}): Promise<TemporaryPostgres> {
  return createPostgres(await provided("postgresUrl"), options);
}

/** Imported late, since vitest cannot be loaded by the processes that a test starts. */
async function provided<Key extends keyof ProvidedContext>(
  key: Key,
): Promise<ProvidedContext[Key]> {
  const { inject } = await import("vitest");
  return inject(key);
}
