import { basename } from "node:path";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { literal, quote } from "../values/quote.ts";
import { keep, takeKept } from "./kept-instances.ts";

/** An open database of DuckDB. */
export interface OpenFile {
  /** Opens a connection that has this database as its current one. */
  connect(): Promise<DuckDBConnection>;
  /** Writes the log into the file, and releases the file. */
  close(): Promise<void>;
}

export interface AttachOptions {
  readonly readOnly: boolean;
  readonly configuration: Record<string, string>;
  /** Whether the instance is kept for the next file. */
  readonly keepsInstance: boolean;
}

/**
 * The most rows of a row group. A checkpoint writes the last row group of a table again, with all that earlier
 * checkpoints have written of it. With DuckDB's 122,880 rows, those can be a gigabyte of bodies for each checkpoint, and
 * every write waits. Smaller row groups than this one make files and scans much larger and slower.
 */
const rowGroupSize = 8192;

/** The name of DuckDB's own database in memory, which no file can have. */
const memory = /^memory(?:[.?]|$)/i;

/**
 * A file that is attached to a database in memory. DuckDB has options for an attached file that it does not have for
 * the file of an instance, and replays some logs only for an attached file.
 */
export class AttachedFile implements OpenFile {
  readonly #instance: DuckDBInstance;
  readonly #name: string;
  readonly #options: AttachOptions;

  private constructor(instance: DuckDBInstance, name: string, options: AttachOptions) {
    this.#instance = instance;
    this.#name = name;
    this.#options = options;
  }

  static async open(path: string, options: AttachOptions): Promise<AttachedFile> {
    const { configuration, keepsInstance } = options;
    const kept = keepsInstance ? takeKept(configuration) : undefined;
    // Instances of the cache know each other's files, so none opens a file that another one has.
    const instance = kept ?? (await DuckDBInstance.fromCache(":memory:", configuration));
    try {
      const name = await attach(instance, path, options.readOnly);
      return new AttachedFile(instance, name, options);
    } catch (error) {
      instance.closeSync();
      throw error;
    }
  }

  async connect(): Promise<DuckDBConnection> {
    const connection = await this.#instance.connect();
    try {
      await connection.run(`USE ${quote(this.#name)}`);
      return connection;
    } catch (error) {
      connection.closeSync();
      throw error;
    }
  }

  async close(): Promise<void> {
    const { configuration, keepsInstance } = this.#options;
    const isKept = keepsInstance && (await this.#detach()) && keep(configuration, this.#instance);
    if (!isKept) this.#instance.closeSync();
  }

  /** @returns false if it failed, as it does after a fatal error. */
  async #detach(): Promise<boolean> {
    try {
      const connection = await this.#instance.connect();
      try {
        await connection.run(`DETACH ${quote(this.#name)}`);
        return true;
      } finally {
        connection.closeSync();
      }
    } catch {
      return false;
    }
  }
}

/** @returns the name of the attached database. DuckDB chooses it, since logs hold the name that it would choose. */
async function attach(instance: DuckDBInstance, path: string, readOnly: boolean): Promise<string> {
  const connection = await instance.connect();
  try {
    const alias = memory.test(basename(path)) ? " AS memory_db" : "";
    const mode = readOnly ? "READ_ONLY" : "READ_WRITE";
    await connection.run(
      `ATTACH ${literal(path)}${alias} (${mode}, ROW_GROUP_SIZE ${rowGroupSize})`,
    );
    const reader = await connection.runAndReadAll(
      "SELECT database_name FROM duckdb_databases() WHERE NOT internal AND database_name <> 'memory'",
    );
    return String(reader.getRows()[0]?.[0]);
  } finally {
    connection.closeSync();
  }
}
