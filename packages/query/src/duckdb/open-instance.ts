import { chmod, mkdir, realpath, rm, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { DatabaseError, type ErrorCode, type HandsFreeError } from "../errors.ts";
import type { DatabaseIncident } from "../incident.ts";
import { classifyError, metEndedInstance } from "./classify-error.ts";
import { cutShort, damaged, describeFault, fileFault, fileFaultWithin } from "./file-fault.ts";
import { foreignFile, OpenedAsViewError } from "./foreign-file.ts";
import { findIgnoredLog } from "./ignored-log.ts";
import { type DuckDbSettings, toConfiguration } from "./settings.ts";
import { isReplayDefect, recoverWal } from "./recover-wal.ts";

export interface OpenInstanceOptions {
  readonly readOnly: boolean;
  readonly settings: DuckDbSettings;
  /** Is told what is amiss with files that can be opened nevertheless. */
  readonly report: (incident: DatabaseIncident) => void;
}

/**
 * Opens a file that `locate` has named, once a process: two instances of one file would lose each
 * other's rows without an error.
 */
export async function openInstance(
  path: string,
  { readOnly, settings, report }: OpenInstanceOptions,
): Promise<DuckDBInstance> {
  const options: Record<string, string> = {
    access_mode: readOnly ? "READ_ONLY" : "READ_WRITE",
    ...toConfiguration(settings),
  };
  try {
    if (path === ":memory:") {
      const memory = { ...options, access_mode: "AUTOMATIC" };
      return await inUtc(await DuckDBInstance.create(path, memory));
    }
    // Before DuckDB opens it, which forgets what it ignored.
    const ignored = await findIgnoredLog(path);
    const hasLog = ((await stat(`${path}.wal`).catch(() => undefined))?.size ?? 0) > 0;
    const instance = await inUtc(await openPrivately(path, options, report));
    // What was replayed can have blocks that are not in the file yet.
    if (!hasLog) await requireWhole(instance, path);
    if (ignored) report(ignored);
    return instance;
  } catch (error) {
    throw (await foreignFile(path, error)) ?? notOpened(path, error);
  }
}

/** What is in the file is about people, so a new one is its owner's alone. Of one that is there, the mode stays. */
async function openPrivately(
  path: string,
  options: Record<string, string>,
  report: (incident: DatabaseIncident) => void,
): Promise<DuckDBInstance> {
  const before = await stat(path).catch(() => undefined);
  if (before && (before.mode & 0o077) !== 0) report(readableByOthers(path, before.mode));
  try {
    const instance = await openFile(path, options);
    if (before === undefined) await chmod(path, 0o600);
    return instance;
  } catch (error) {
    // Empty, it could not be opened when there is room for it.
    const isNew = before === undefined;
    if (isNew && error instanceof Error && fileFault(error.message)) await removeEmpty(path);
    throw error;
  }
}

async function openFile(path: string, options: Record<string, string>): Promise<DuckDBInstance> {
  try {
    return await requireFile(await DuckDBInstance.fromCache(path, options));
  } catch (error) {
    if (!isReplayDefect(error)) throw error;
    await recoverWal(path);
    return DuckDBInstance.fromCache(path, options);
  }
}

async function requireFile(instance: DuckDBInstance): Promise<DuckDBInstance> {
  const connection = await instance.connect();
  const reader = await connection.runAndReadAll(
    "SELECT path IS NOT NULL FROM duckdb_databases() WHERE database_name = current_database()",
  );
  connection.closeSync();
  if (reader.getRows()[0]?.[0] === true) return instance;
  instance.closeSync();
  throw new OpenedAsViewError("the database is in memory, not in the file");
}

/** Of a file that DuckDB gave up while it made it: smaller than the headers that every other one has. */
async function removeEmpty(path: string): Promise<void> {
  const left = await stat(path).catch(() => undefined);
  if (left && left.size < headers) await rm(path, { force: true });
}

/** The size of the three headers before the first block, in bytes. */
const headers = 3 * 4096;

/**
 * DuckDB finds out that a file was cut short only when it reads what is missing. As many blocks as are used
 * must be there; those that are free need not have been written.
 */
async function requireWhole(instance: DuckDBInstance, path: string): Promise<void> {
  const connection = await instance.connect();
  try {
    const reader = await connection.runAndReadAll(
      "SELECT CAST(used_blocks * block_size AS VARCHAR) FROM pragma_database_size() WHERE database_name = current_database()",
    );
    const whole = headers + Number(reader.getRows()[0]?.[0]);
    const { size } = await stat(path);
    if (size < whole) {
      const fault = damaged(path, cutShort(whole));
      throw new DatabaseError(fault.code, describeFault(fault));
    }
  } finally {
    connection.closeSync();
  }
}

function readableByOthers(path: string, mode: number): DatabaseIncident {
  const octal = (mode & 0o777).toString(8);
  return {
    severity: "warning",
    kind: "readable_by_others",
    message: `${path} has mode ${octal}, so other users of this machine may read it; chmod 600 it`,
  };
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
async function inUtc(instance: DuckDBInstance): Promise<DuckDBInstance> {
  const connection = await instance.connect();
  try {
    await connection.run("SET GLOBAL TimeZone = 'UTC'");
    return instance;
  } finally {
    connection.closeSync();
  }
}

/** The error with the file in front, where it speaks of the file and does not name it. */
export function nameFile(path: string, error: HandsFreeError): HandsFreeError {
  const { code, message, retryable, cause } = error;
  if (!ofFile.has(code) || message.includes(path)) return error;
  // Such as that of a backup.
  if (message.startsWith("/")) return error;
  return new DatabaseError(code, `${path}: ${message}`, { cause, retryable });
}

const ofFile: ReadonlySet<ErrorCode> = new Set([
  "database_failed",
  "database_not_found",
  "database_read_only",
  "database_unavailable",
  "database_unreadable",
  "out_of_resources",
]);

function notOpened(path: string, thrown: unknown): HandsFreeError {
  const error = classifyError(thrown);
  // An instance that has ended is still there as long as something of it is in use.
  if (metEndedInstance(error)) return nameFile(path, error);
  if (error.code !== "query_failed" && error.code !== "database_failed") {
    return nameFile(path, error);
  }
  // While it is opened nothing but the file is to blame.
  const fault = fileFaultWithin(String(thrown)) ?? damaged(path, "the database cannot be opened");
  return new DatabaseError(fault.code, describeFault({ ...fault, file: fault.file ?? path }), {
    cause: thrown,
    retryable: fault.retryable ?? false,
  });
}
