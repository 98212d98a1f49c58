import type { Engine } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import type { Kysely } from "kysely";
import type { ProvidedContext } from "vitest";
import { openDatabase } from "@handsfree/query";
import { copyTemplate, openCopy, openFile } from "./duckdb/databases.ts";
import { createPostgres, openPostgres, type TemporaryPostgres } from "./postgres/databases.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The engine of the vitest project, for suites that run on both. */
    engine: Engine;
    /** Whether tests that repeat random cases run a few of them or all. */
    depth: "quick" | "deep";
    /** A migrated DuckDB file. It is copied and never opened. */
    duckdbTemplate: string;
    /** A database of the PostgreSQL server, for statements such as CREATE DATABASE. */
    postgresUrl: string;
  }
}

/**
 * Opens a new migrated database, which is removed when it is closed.
 *
 * @param path a DuckDB file, which is created or migrated, and kept.
 * @param engine default: DuckDB with a path, else the engine of the vitest project, so that a suite runs on both.
 */
export async function openTestDatabase(path?: string, engine?: Engine): Promise<Kysely<Database>> {
  if (path !== undefined) return openFile(path, await provided("duckdbTemplate"));
  const chosen = engine ?? (await provided("engine"));
  if (chosen === "postgres") return openPostgres(await provided("postgresUrl"));
  return openCopy(await provided("duckdbTemplate"));
}

/** Opens copies of a database that was filled once. */
export type OpenFilled = () => Promise<Kysely<Database>>;

/**
 * Fills a migrated database once for many tests, of which each one opens its own copy. Like that of
 * `openTestDatabase`, a copy is removed when it is closed.
 */
export async function fillDatabase(
  fill: (db: Kysely<Database>) => Promise<void>,
): Promise<OpenFilled> {
  if ((await provided("engine")) === "postgres") {
    const server = await provided("postgresUrl");
    const { url } = await createPostgres(server);
    await fillAndClose(await openDatabase({ url }), fill);
    return () => openPostgres(server, url);
  }
  const path = await copyTemplate(await provided("duckdbTemplate"));
  await fillAndClose(await openDatabase({ path }), fill);
  return () => openCopy(path);
}

async function fillAndClose(
  db: Kysely<Database>,
  fill: (db: Kysely<Database>) => Promise<void>,
): Promise<void> {
  try {
    await fill(db);
  } finally {
    await db.destroy();
  }
}

/** Creates a PostgreSQL database for processes that get its URL. It is migrated by default. */
export async function temporaryPostgres(options?: {
  readonly migrated: boolean;
}): Promise<TemporaryPostgres> {
  return createPostgres(await provided("postgresUrl"), options);
}

/** Imports vitest late, since the processes that a test starts cannot load it. */
async function provided<Key extends keyof ProvidedContext>(
  key: Key,
): Promise<ProvidedContext[Key]> {
  const { inject } = await import("vitest");
  return inject(key);
}
