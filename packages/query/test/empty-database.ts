import { randomUUID } from "node:crypto";
import { type Kysely, sql } from "kysely";
import { inject } from "vitest";
import { type Engine, openDatabase, type OpenDatabaseOptions } from "../src/index.ts";

declare module "vitest" {
  interface ProvidedContext {
    engine: Engine;
    depth: "quick" | "deep";
    postgresUrl: string;
  }
}

/** The engine that this run of the suite is about. */
export const engine: Engine = inject("engine");

/** A database without tables on that engine, of the test's own. */
export async function openEmptyDatabase<DB>(
  options: Omit<OpenDatabaseOptions, "path" | "url"> = {},
): Promise<Kysely<DB>> {
  const target = engine === "duckdb" ? { path: ":memory:" } : { url: await createPostgres() };
  return (await openDatabase({ ...options, ...target })) as unknown as Kysely<DB>;
}

/** The URL of a PostgreSQL database without tables, which goes with the server. */
export async function createPostgres(): Promise<string> {
  const server = inject("postgresUrl");
  const name = `query_${randomUUID()}`;
  await using db = await openDatabase({ url: server });
  await sql`create database ${sql.id(name)} strategy file_copy`.execute(db);
  return new URL(`/${name}`, server).href;
}

/** A PostgreSQL database without tables. */
export async function openPostgres<DB>(
  options: Omit<OpenDatabaseOptions, "path"> = {},
): Promise<Kysely<DB>> {
  const url = options.url ?? (await createPostgres());
  return (await openDatabase({ ...options, url })) as unknown as Kysely<DB>;
}
