import { randomUUID } from "node:crypto";
import { type Engine, openDatabase } from "@handsfree/query";
import { type Kysely, sql } from "kysely";
import { inject } from "vitest";

declare module "vitest" {
  interface ProvidedContext {
    engine: Engine;
    postgresUrl: string;
  }
}

/** A PostgreSQL database without tables, which goes with the server. */
export async function openEmptyPostgres(): Promise<Kysely<object>> {
  const server = inject("postgresUrl");
  const name = `migrator_${randomUUID()}`;
  await using db = await openDatabase({ url: server });
  await sql`create database ${sql.id(name)} strategy file_copy`.execute(db);
  return openDatabase({ url: new URL(`/${name}`, server).href }) as unknown as Kysely<object>;
}
