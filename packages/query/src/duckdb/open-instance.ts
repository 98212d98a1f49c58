import { mkdir, realpath } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { DatabaseError } from "../errors.ts";
import { classifyError } from "./classify-error.ts";
import { type DuckDbSettings, toConfiguration } from "./settings.ts";
import { isReplayDefect, recoverWal } from "./recover-wal.ts";

/**
 * Opens a file that `locate` has named, once a process: two instances of one file would lose each
 * other's rows without an error.
 */
export async function openInstance(
  path: string,
  readOnly: boolean,
  settings: DuckDbSettings,
): Promise<DuckDBInstance> {
  const options: Record<string, string> = {
    access_mode: readOnly ? "READ_ONLY" : "READ_WRITE",
    ...toConfiguration(settings),
  };
  try {
    const instance =
      path === ":memory:"
        ? await DuckDBInstance.create(path, { ...options, access_mode: "AUTOMATIC" })
        : await openFile(path, options);
    await useUtc(instance);
    return instance;
  } catch (error) {
    throw nameFile(path, error);
  }
}

async function openFile(path: string, options: Record<string, string>): Promise<DuckDBInstance> {
  try {
    return await DuckDBInstance.fromCache(path, options);
  } catch (error) {
    if (!isReplayDefect(error)) throw error;
    await recoverWal(path);
    return DuckDBInstance.fromCache(path, options);
  }
}

/** The file's one spelling, by which it is known in this process. Makes its folders unless only reading. */
export async function locate(path: string, readOnly: boolean): Promise<string> {
  const absolute = resolve(path);
  const directory = dirname(absolute);
  try {
    // Private: what is in the file is about people.
    if (!readOnly) await mkdir(directory, { recursive: true, mode: 0o700 });
  } catch (error) {
    const { code = "unknown" } = error as NodeJS.ErrnoException;
    throw new DatabaseError(
      "database_unreadable",
      `the directory of ${path} cannot be made or used (${code})`,
      { cause: error },
    );
  }
  return join(await realpath(directory).catch(() => directory), basename(absolute));
}

/** Timestamps cast to text then mean the same on every machine. */
async function useUtc(instance: DuckDBInstance): Promise<void> {
  const connection = await instance.connect();
  try {
    await connection.run("SET GLOBAL TimeZone = 'UTC'");
  } finally {
    connection.closeSync();
  }
}

function nameFile(path: string, error: unknown): Error {
  const classified = classifyError(error);
  if (classified.code === "database_locked") return classified;
  return new DatabaseError(classified.code, `${path}: ${classified.message}`, { cause: error });
}
