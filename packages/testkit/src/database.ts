import { migrationsDirectory } from "@handsfree/migrations";
import { migrateUp, readMigrations } from "@handsfree/migrator";
import { openDatabase } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import type { Kysely } from "kysely";

/** A migrated database of the test's own: in memory, unless a file is named. */
export async function openTestDatabase(path = ":memory:"): Promise<Kysely<Database>> {
  const db = await openDatabase({ path });
  await migrateUp(db, await readMigrations(migrationsDirectory));
  return db;
}
