import { migrationsDirectory } from "@handsfree/migrations";
import { type Migration, migrateUp, readMigrations } from "@handsfree/migrator";
import { openDatabase } from "@handsfree/query";
import { databasePath } from "../database.ts";
import type { GlobalOptions } from "../options/global.ts";
import { print, printJson } from "../output/print.ts";

/** Each file is told as soon as it is committed, so that a failure leaves no doubt about those before it. */
export async function migrateToNewest({ json, ...options }: GlobalOptions): Promise<void> {
  const path = databasePath(options);
  const applied = await apply(path, ({ file }) => {
    if (!json) process.stdout.write(`applied ${file}\n`);
  });
  if (json) {
    return printJson({
      database: path,
      applied: applied.map(({ version, file }) => ({ version, file })),
    });
  }
  await print(`${path} is up to date: ${summarize(applied.length)}\n`);
}

async function apply(
  path: string,
  onApplied: (migration: Migration) => void,
): Promise<Migration[]> {
  const migrations = await readMigrations(migrationsDirectory);
  await using db = await openDatabase({ path });
  return await migrateUp(db, migrations, { onApplied });
}

function summarize(count: number): string {
  if (count === 0) return "nothing was pending";
  return count === 1 ? "1 migration applied" : `${count} migrations applied`;
}
