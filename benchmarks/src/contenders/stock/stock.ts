import { DuckDBInstance } from "@duckdb/node-api";
import type { Database } from "@handsfree/schema";
import { Kysely, sql } from "kysely";
import { DuckDbDialect } from "kysely-duckdb";
import { duckdb } from "../../data/sql-dialect.ts";
import type { Contender, OpenContender } from "../contender.ts";
import { seedDuckDbFile } from "../seed-duckdb-file.ts";
import { stockActions } from "./actions.ts";
import { stockRecords } from "./records.ts";

/**
 * kysely-duckdb with its own driver: a connection for every query, and a commit for every call. It accepts no Date, so
 * times are bound as text. Without a queue for its writers, those that meet at a row or a key try again.
 */
export async function openStock(options: OpenContender): Promise<Contender> {
  const instance = await DuckDBInstance.create(await seedDuckDbFile(options));
  const database = new Kysely<Database>({ dialect: new DuckDbDialect({ database: instance }) });
  return {
    dialect: duckdb,
    ...stockActions(database),
    ...stockRecords(database),
    execute: async (statement) =>
      (await sql.raw<Record<string, unknown>>(statement).execute(database)).rows,
    close: () => database.destroy(),
  };
}
