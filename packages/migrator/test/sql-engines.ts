import { randomUUID } from "node:crypto";
import { type Engine, openDatabase } from "@handsfree/query";
import { type Kysely, sql } from "kysely";
import { inject } from "vitest";

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
export async function openEmpty(): Promise<Kysely<unknown>> {
  if (engine === "duckdb") {
    return (await openDatabase({ path: ":memory:" })) as unknown as Kysely<unknown>;
  }
  const server = inject("postgresUrl");
  const name = `sql_${randomUUID()}`;
  await using db = await openDatabase({ url: server, poolSize: 1 });
  await sql`create database ${sql.id(name)} strategy file_copy`.execute(db);
  const url = new URL(`/${name}`, server).href;
  return (await openDatabase({ url, poolSize: 1 })) as unknown as Kysely<unknown>;
}

/** Runs statements one by one. */
export async function runAll(db: Kysely<unknown>, statements: readonly string[]): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

/** What the engine itself says of a statement; undefined when it takes it. */
export async function refusal(db: Kysely<unknown>, statement: string): Promise<string | undefined> {
  try {
    await sql.raw(statement).execute(db);
    return undefined;
  } catch (error) {
    const cause = (error as Error).cause;
    return cause instanceof Error ? cause.message : String(error);
  }
}
