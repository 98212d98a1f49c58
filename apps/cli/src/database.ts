import { existsSync } from "node:fs";
import { migrationsDirectory } from "@handsfree/migrations";
import { MigrationProblemsError, migrationStatus, readMigrations } from "@handsfree/migrator";
import {
  DatabaseError,
  type DatabaseObserver,
  type DatabaseTarget,
  databaseTargetFromEnvironment,
  InvalidInputError,
  openDatabase,
} from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import type { Kysely } from "kysely";
import { invocation } from "./invocation.ts";
import { inMemory } from "./options/database.ts";
import { plainText } from "./output/plain-text.ts";

export interface DatabaseOptions {
  readonly database?: string;
}

/** The file of the option, or else the database of the environment. */
export function databaseTarget({ database }: DatabaseOptions): DatabaseTarget {
  const { env, cwd } = invocation();
  return database === undefined
    ? databaseTargetFromEnvironment(env, cwd)
    : { engine: "duckdb", path: database };
}

/** Opens an existing database, by default for reading only. A command must never create an empty one. */
export async function openExisting(
  options: DatabaseOptions,
  { readOnly = true } = {},
): Promise<Kysely<Database>> {
  const target = databaseTarget(options);
  if (target.engine === "duckdb") requireFile(target.path);
  return openDatabase({ ...target, readOnly, observer: warner });
}

/** Writes warnings to standard error for incidents that do not end a command. */
export const warner: DatabaseObserver = {
  onIncident: ({ kind, message }) => {
    if (kind === "log_ignored")
      invocation().stderr.write(`handsfree: warning: ${plainText(message)}\n`);
  },
};

function requireFile(path: string): void {
  if (path === inMemory) {
    throw new InvalidInputError(
      "database",
      "is in memory, so it would end with the command; give the path of a file",
    );
  }
  if (!existsSync(path)) {
    throw new DatabaseError(
      "database_not_found",
      `there is no database at ${path}; run "handsfree migrate up" to create it`,
    );
  }
}

/**
 * Opens the database, requires the schema of this release, runs the work, and closes the database. Print after
 * that: while a slow reader of a pipe holds a command up, no other process could write to the file.
 */
export async function useDatabase<T>(
  options: DatabaseOptions,
  work: (db: Kysely<Database>) => Promise<T>,
  access?: { readonly readOnly: boolean },
): Promise<T> {
  await using db = await openExisting(options, access);
  await requireCurrentSchema(db);
  return await work(db);
}

async function requireCurrentSchema(db: Kysely<Database>): Promise<void> {
  const files = await readMigrations(migrationsDirectory);
  const { pending, problems } = await migrationStatus(db, files);
  // A migration file that has changed since must not prevent reads of the database.
  const inTheWay = problems.filter(({ kind }) => kind !== "changed_file");
  if (inTheWay.length > 0) throw new MigrationProblemsError(inTheWay);
  if (pending.length > 0) {
    const versions = pending.map(({ version }) => version).join(", ");
    throw new DatabaseError(
      "schema_outdated",
      `the database does not have ${versions} yet; run "handsfree migrate up" on it`,
    );
  }
}
