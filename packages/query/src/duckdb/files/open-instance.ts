import { chmod, mkdir, realpath, rm, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { concernsDatabase } from "../../concerns-database.ts";
import { DatabaseError, type HandsFreeError } from "../../errors.ts";
import type { DatabaseIncident } from "../../incident.ts";
import { classifyError, metEndedInstance } from "../errors/classify-error.ts";
import {
  cutShort,
  damaged,
  describeFault,
  fileFault,
  fileFaultWithin,
} from "../errors/file-fault.ts";
import { foreignFile, OpenedAsViewError } from "../errors/foreign-file.ts";
import { findIgnoredLog } from "./ignored-log.ts";
import { type DuckDbSettings, toConfiguration } from "../engine/settings.ts";
import { AttachedFile, type AttachOptions, type OpenFile } from "./attached-file.ts";

export interface OpenInstanceOptions {
  readonly readOnly: boolean;
  readonly settings: DuckDbSettings;
  /** Receives warnings about files that can be opened. */
  readonly report: (incident: DatabaseIncident) => void;
}

/**
 * Opens a file by the path that `locate` returned. A file has one instance in a process: two would lose each
 * other's rows without an error.
 */
export async function openInstance(
  path: string,
  { readOnly, settings, report }: OpenInstanceOptions,
): Promise<OpenFile> {
  const options = toConfiguration(settings);
  try {
    if (path === ":memory:") return await openInMemory(options);
    // Opening removes the part of the log that it ignores.
    const ignored = await findIgnoredLog(path);
    const hasLog = ((await stat(`${path}.wal`).catch(() => undefined))?.size ?? 0) > 0;
    const attach = {
      readOnly,
      configuration: options,
      keepsInstance: settings.keepsInstance ?? false,
    };
    const instance = await inUtc(await openPrivately(path, attach, report));
    // A replayed log can use blocks that are not in the file yet.
    if (!hasLog) await requireWhole(instance, path);
    if (ignored) report(ignored);
    return instance;
  } catch (error) {
    throw (await foreignFile(path, error)) ?? notOpened(path, error);
  }
}

async function openInMemory(configuration: Record<string, string>): Promise<OpenFile> {
  const instance = await DuckDBInstance.create(":memory:", configuration);
  return inUtc({
    connect: () => instance.connect(),
    close: async () => instance.closeSync(),
  });
}

/** A new file holds personal data, so only its owner may use it. An existing file keeps its mode. */
async function openPrivately(
  path: string,
  options: AttachOptions,
  report: (incident: DatabaseIncident) => void,
): Promise<OpenFile> {
  const before = await stat(path).catch(() => undefined);
  if (before && (before.mode & 0o077) !== 0) report(readableByOthers(path, before.mode));
  try {
    const instance = await requireFile(await AttachedFile.open(path, options));
    if (before === undefined) await chmod(path, 0o600);
    return instance;
  } catch (error) {
    // DuckDB could not open the empty file later.
    const isNew = before === undefined;
    if (isNew && error instanceof Error && fileFault(error.message)) await removeEmpty(path);
    throw error;
  }
}

async function requireFile(instance: OpenFile): Promise<OpenFile> {
  const connection = await instance.connect();
  const reader = await connection.runAndReadAll(
    "SELECT path IS NOT NULL FROM duckdb_databases() WHERE database_name = current_database()",
  );
  connection.closeSync();
  if (reader.getRows()[0]?.[0] === true) return instance;
  await instance.close();
  throw new OpenedAsViewError("the database is in memory, not in the file");
}

/** Removes a file that DuckDB did not finish making: one that is smaller than a database's headers. */
async function removeEmpty(path: string): Promise<void> {
  const left = await stat(path).catch(() => undefined);
  if (left && left.size < headers) await rm(path, { force: true });
}

/** The size of the three headers before the first block, in bytes. */
const headers = 3 * 4096;

/**
 * Refuses a truncated file, which DuckDB would notice only when it reads a missing block. All used blocks
 * must be in the file; free ones need not have been written.
 */
async function requireWhole(instance: OpenFile, path: string): Promise<void> {
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

/** The one path by which this process knows the file. Makes its folders unless `readOnly`. */
export async function locate(path: string, readOnly: boolean): Promise<string> {
  const absolute = resolve(path);
  const directory = dirname(absolute);
  try {
    // Private, because the file holds personal data.
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

/** Casts of timestamps to text then give the same on every machine. */
async function inUtc(instance: OpenFile): Promise<OpenFile> {
  const connection = await instance.connect();
  try {
    await connection.run("SET GLOBAL TimeZone = 'UTC'");
    return instance;
  } finally {
    connection.closeSync();
  }
}

/** Adds the file's path to an error about the file that does not name one. */
export function nameFile(path: string, error: HandsFreeError): HandsFreeError {
  const { code, message, retryable, cause } = error;
  if (!concernsDatabase(code) || message.includes(path)) return error;
  // It names another file, such as a backup.
  if (message.startsWith("/")) return error;
  return new DatabaseError(code, `${path}: ${message}`, { cause, retryable });
}

function notOpened(path: string, thrown: unknown): HandsFreeError {
  const error = classifyError(thrown);
  // An ended instance stays in the cache while something uses it.
  if (metEndedInstance(error)) return nameFile(path, error);
  if (error.code !== "query_failed" && error.code !== "database_failed") {
    return nameFile(path, error);
  }
  // Only the file can cause an unknown error while it is opened.
  const fault = fileFaultWithin(String(thrown)) ?? damaged(path, "the database cannot be opened");
  return new DatabaseError(fault.code, describeFault({ ...fault, file: fault.file ?? path }), {
    cause: thrown,
    retryable: fault.retryable ?? false,
  });
}
