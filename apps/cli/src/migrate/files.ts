import { resolve } from "node:path";
import { migrationsDirectory } from "@handsfree/migrations";
import { type MigrationFile, readMigrations } from "@handsfree/migrator";
import { InvalidInputError } from "@handsfree/query";
import { invocation } from "../invocation.ts";
import type { GlobalOptions } from "../options/global.ts";

/** What every `migrate` command takes. */
export interface MigrateOptions extends GlobalOptions {
  readonly directory?: string;
}

/** A path of the shell, and so taken from the working directory. */
export function parseDirectory(path: string): string {
  if (path.trim() === "")
    throw new InvalidInputError("directory", "is empty; give the path of a folder");
  return resolve(invocation().cwd, path);
}

/** The one that was given, else that of HandsFree's own files. */
export function directoryOf({ directory }: MigrateOptions): string {
  return directory ?? migrationsDirectory;
}

export function migrationFiles(options: MigrateOptions): Promise<MigrationFile[]> {
  return readMigrations(directoryOf(options));
}
