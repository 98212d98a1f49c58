import { type Kysely, sql } from "kysely";
import type { OpenDatabaseOptions } from "../src/index.ts";
import { openEmptyDatabase } from "./empty-database.ts";

export interface Counter {
  counter: { id: number; n: number };
}

/** A database with one row to fight over. */
export async function openCounter(
  options: Pick<OpenDatabaseOptions, "poolSize"> = {},
): Promise<Kysely<Counter>> {
  const db = await openEmptyDatabase<Counter>(options);
  await sql`create table counter (id int primary key, n int)`.execute(db);
  await db.insertInto("counter").values({ id: 1, n: 0 }).execute();
  return db;
}
