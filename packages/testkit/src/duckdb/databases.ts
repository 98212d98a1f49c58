import { randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { copyFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { migrationsDirectory } from "@handsfree/migrations";
import { migrateUp, readMigrations } from "@handsfree/migrator";
import { openDatabase } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import type { Kysely } from "kysely";

/** Copies the template into its own folder, which the run removes at its end. */
export async function copyTemplate(template: string): Promise<string> {
  const path = join(dirname(template), `${randomUUID()}.duckdb`);
  await copyFile(template, path);
  return path;
}

/** Making an instance and ending it takes about a third of the time of most tests. */
const duckdb = { keepsInstance: true } as const;

/** Opens a copy of the template, which is removed when it is closed. */
export async function openCopy(template: string): Promise<Kysely<Database>> {
  const path = await copyTemplate(template);
  const db = await openDatabase({ path, duckdb });
  const close = db.destroy.bind(db);
  db.destroy = async () => {
    await close();
    await Promise.all([rm(path, { force: true }), rm(`${path}.wal`, { force: true })]);
  };
  return db;
}

/** Opens a migrated file, which is kept: a copy of the template, or the existing file after its migration. */
export async function openFile(path: string, template: string): Promise<Kysely<Database>> {
  const isNew = path !== ":memory:" && (await copyIfAbsent(template, path));
  const db = await openDatabase({ path, duckdb });
  if (!isNew) await migrateUp(db, await readMigrations(migrationsDirectory));
  return db;
}

async function copyIfAbsent(source: string, target: string): Promise<boolean> {
  try {
    await copyFile(source, target, constants.COPYFILE_EXCL);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}
