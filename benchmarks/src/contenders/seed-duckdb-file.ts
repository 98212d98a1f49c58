import { join } from "node:path";
import { migrationsDirectory } from "@handsfree/migrations";
import { migrateUp, readMigrations } from "@handsfree/migrator";
import { openDatabase } from "@handsfree/query";
import { sql } from "kysely";
import { seedStatement } from "../data/seed-statements.ts";
import { duckdb } from "../data/sql-dialect.ts";
import type { OpenContender } from "./contender.ts";

/** Makes the file for all contenders on DuckDB: migrated, seeded, checkpointed and closed. */
export async function seedDuckDbFile({ directory, seed, tables }: OpenContender): Promise<string> {
  const path = join(directory, "bench.db");
  await using database = await openDatabase({ path });
  await migrateUp(database, await readMigrations(migrationsDirectory));
  for (const table of tables) {
    await sql.raw(seedStatement(duckdb, table, seed)).execute(database);
  }
  await sql.raw("CHECKPOINT").execute(database);
  return path;
}
