import { join } from "node:path";
import { openDatabase } from "@handsfree/query";
import { sql } from "kysely";
import { migrateAndSeed } from "../data/migrate-and-seed.ts";
import { duckdb } from "../data/sql-dialect.ts";
import type { OpenContender } from "./contender.ts";

/** Makes the file for all contenders on DuckDB: migrated, seeded, checkpointed and closed. */
export async function seedDuckDbFile(options: OpenContender): Promise<string> {
  const path = duckDbFile(options);
  await using database = await openDatabase({ path });
  await migrateAndSeed(database, duckdb, options);
  await sql.raw("CHECKPOINT").execute(database);
  return path;
}

export function duckDbFile({ directory }: Pick<OpenContender, "directory">): string {
  return join(directory, "bench.db");
}
