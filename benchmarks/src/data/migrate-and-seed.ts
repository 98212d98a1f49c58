import { migrationsDirectory } from "@handsfree/migrations";
import { migrateUp, readMigrations } from "@handsfree/migrator";
import type { Database } from "@handsfree/schema";
import { type Kysely, sql } from "kysely";
import type { OpenContender } from "../contenders/contender.ts";
import { seedStatement } from "./seed-statements.ts";
import type { SqlDialect } from "./sql-dialect.ts";

/** Makes the tables of the migrations and fills them. */
export async function migrateAndSeed(
  database: Kysely<Database>,
  dialect: SqlDialect,
  { seed, tables }: OpenContender,
): Promise<void> {
  await migrateUp(database, await readMigrations(migrationsDirectory));
  for (const table of tables) {
    await sql.raw(seedStatement(dialect, table, seed)).execute(database);
  }
}
