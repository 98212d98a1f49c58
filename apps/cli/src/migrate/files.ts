import { resolve } from "node:path";
import { migrationsDirectory } from "@handsfree/migrations";
import { type MigrationFile, readMigrations } from "@handsfree/migrator";
import { InvalidInputError } from "@handsfree/query";
import { invocation } from "../invocation.ts";
import type { GlobalOptions } from "../options/global.ts";

/** Options of every `migrate` command. */
export interface MigrateOptions extends GlobalOptions {
  readonly directory?: string;
}

/** Resolves a path against the working directory. */
export function parseDirectory(path: string): string {
  if (path.trim() === "")
    throw new InvalidInputError("directory", "must be the path of a folder, got an empty text");
  return resolve(invocation().cwd, path);
}

/** The given folder, or the folder of HandsFree's own files. */
export function directoryOf({ directory }: MigrateOptions): string {
  return directory ?? migrationsDirectory;
}

export function migrationFiles(options: MigrateOptions): Promise<MigrationFile[]> {
  return readMigrations(directoryOf(options));
}
