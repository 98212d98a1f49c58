import { existsSync } from "node:fs";
import { migrationsDirectory } from "@handsfree/migrations";
import {
  type MigrationProblemKind,
  MigrationProblemsError,
  migrationStatus,
  readMigrations,
} from "@handsfree/migrator";
import {
  type Backup,
  DatabaseError,
  DatabaseLockedError,
  InvalidInputError,
  restoreDatabase,
} from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import type { Kysely } from "kysely";
import { print, printJson } from "../output/print.ts";
import { duckDbPath } from "./duckdb-path.ts";
import type { FileOptions } from "./file.ts";
import { summarize } from "./summarize.ts";

export async function restore(
  file: string,
  { force = false, ...options }: FileOptions,
): Promise<void> {
  const database = duckDbPath(
    options,
    'pg_restore --clean --if-exists --dbname="$DATABASE_URL" FILE',
  );
  if (!force && existsSync(database)) {
    const problem = `is there already (${database}); name another, or overwrite it (--force)`;
    throw new InvalidInputError("database", problem);
  }
  let pending = 0;
  const { tables, rows, bytes } = await restoreTo(database, file, force, async (backup) => {
    pending = await countPending(backup, file);
  });
  if (options.json) return printJson({ database, file, tables, rows, bytes, pending });
  const next = pending === 0 ? "" : '; run "handsfree migrate up" on it';
  await print(
    `${database} is restored from ${file}: ${summarize({ tables, rows, bytes })}${next}\n`,
  );
}

async function restoreTo(
  database: string,
  file: string,
  overwrite: boolean,
  verify: (backup: Kysely<Database>) => Promise<void>,
): Promise<Backup> {
  try {
    return await restoreDatabase(file, database, { overwrite, verify });
  } catch (error) {
    if (!(error instanceof DatabaseLockedError)) throw error;
    throw new DatabaseError(
      error.code,
      `${error.path} is held by process ${error.pid}; end that process, restore, and start it again`,
      { cause: error },
    );
  }
}

/** Counts the migrations that an older backup does not have yet. They can be applied after the restore. */
async function countPending(backup: Kysely<Database>, file: string): Promise<number> {
  const migrations = await readMigrations(migrationsDirectory);
  const { pending, recorded, problems } = await migrationStatus(backup, migrations);
  if (recorded.every((row) => row.file === undefined)) {
    throw new DatabaseError(
      "database_unreadable",
      `${file} is not a HandsFree database: its history has none of our migrations`,
    );
  }
  const unknown = problems.filter(({ kind }) => unknownKinds.has(kind));
  if (unknown.length > 0) throw new MigrationProblemsError(unknown);
  return pending.length;
}

/** The problems that prevent a restore. `migrate up` and `migrate verify` report the others. */
const unknownKinds = new Set<MigrationProblemKind>(["missing_file", "newer_database"]);
