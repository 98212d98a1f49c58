import { migrationsDirectory } from "@handsfree/migrations";
import { migrateUp, readMigrations } from "@handsfree/migrator";
import { openDatabase } from "@handsfree/query";

/** Migrates the DuckDB file that its argument names. */
const [path] = process.argv.slice(2);
if (path === undefined) throw new Error("name the file to make");
await using db = await openDatabase({ path });
await migrateUp(db, await readMigrations(migrationsDirectory));
