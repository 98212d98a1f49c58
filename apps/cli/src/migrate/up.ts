import { migrationsDirectory } from "@handsfree/migrations";
import { type Migration, migrateUp, readMigrations } from "@handsfree/migrator";
import { type DatabaseTarget, describeTarget, engineOf, openDatabase } from "@handsfree/query";
import { databaseTarget } from "../database.ts";
import type { GlobalOptions } from "../options/global.ts";
import { print, printJson } from "../output/print.ts";

/** Each file is told as soon as it is committed, so that a failure leaves no doubt about those before it. */
export async function migrateToNewest({ json, ...options }: GlobalOptions): Promise<void> {
  const target = databaseTarget(options);
  const database = describeTarget(target);
  const applied = await apply(target, ({ file }) => {
    if (!json) process.stdout.write(`applied ${file}\n`);
  });
  if (json) {
    return printJson({
      database,
      applied: applied.map(({ version, file }) => ({ version, file })),
    });
  }
  await print(`${database} is up to date: ${summarize(applied.length)}\n`);
}

async function apply(
  target: DatabaseTarget,
  onApplied: (migration: Migration) => void,
): Promise<Migration[]> {
  await using db = await openDatabase(target);
  const migrations = await readMigrations(migrationsDirectory, engineOf(db));
  return await migrateUp(db, migrations, { onApplied });
}

function summarize(count: number): string {
  if (count === 0) return "nothing was pending";
  return count === 1 ? "1 migration applied" : `${count} migrations applied`;
}
