import type { Engine } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import type { Kysely } from "kysely";
import type { ProvidedContext } from "vitest";
import { openCopy, openFile } from "./duckdb/databases.ts";
import { createPostgres, openPostgres, type TemporaryPostgres } from "./postgres/databases.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The engine that a suite without a choice of its own runs on. */
    engine: Engine;
    /** How often the tests that find faults by repetition repeat themselves. */
    depth: "quick" | "deep";
    /** A migrated DuckDB file, to be copied and never opened. */
    duckdbTemplate: string;
    /** A database of the PostgreSQL server, for CREATE DATABASE and the like. */
    postgresUrl: string;
  }
}

/**
 * A migrated database of the test's own, gone when it is closed; on DuckDB a file that is named stays.
 *
 * @param engine default: that of the vitest project, so that one suite runs on both; DuckDB for a file.
 */
export async function openTestDatabase(path?: string, engine?: Engine): Promise<Kysely<Database>> {
  if (path !== undefined) return openFile(path, await provided("duckdbTemplate"));
  const chosen = engine ?? (await provided("engine"));
  if (chosen === "postgres") return openPostgres(await provided("postgresUrl"));
  return openCopy(await provided("duckdbTemplate"));
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
