import { resolve } from "node:path";
import type { Database } from "@handsfree/schema";
import { Kysely } from "kysely";
import { databasePathFromEnvironment, requirePath } from "./database-path.ts";
import { duckDbDialect } from "./duckdb/dialect.ts";
import { shareEngine } from "./duckdb/shared-engines.ts";
import type { DatabaseObserver } from "./observer.ts";

export interface OpenDatabaseOptions {
  /**
   * The DuckDB file, or `:memory:`. A relative one is taken from the working directory. Default: what
   * `databasePathFromEnvironment` says.
   */
  readonly path?: string;
  /** Opens an existing file for reading only. Default false, which makes the file and its folders. */
  readonly readOnly?: boolean;
  /**
   * How long a transaction may hold the writer, in milliseconds, before it is rolled back with
   * `transaction_timed_out`. Default 30,000.
   */
  readonly transactionTimeLimit?: number;
  /** The most writes that may wait, before one fails with `overloaded`. Default 10,000. */
  readonly writeQueueLimit?: number;
  /** Is told of commits and statements. */
  readonly observer?: DatabaseObserver;
}

/** The most bytes of parameters that may wait to be written. */
const writeQueueBytes = 256 * 1024 * 1024;

/**
 * Opens the database and returns Kysely over it. `await using` closes it, as does `destroy()`; both
 * wait for what is running. It applies no migrations. A file that this process has open already is
 * shared, with the options that it was first opened with.
 *
 * @throws {InvalidInputError} when the path is empty.
 * @throws {DatabaseLockedError} when another process has the file open.
 * @throws {DatabaseError} `database_not_found` when reading only and there is no file;
 *   `database_unreadable` when the file is no DuckDB database, or its folder cannot be made.
 */
export async function openDatabase(options: OpenDatabaseOptions = {}): Promise<Kysely<Database>> {
  const path = options.path ?? databasePathFromEnvironment();
  requirePath("path", path);
  const file = path === ":memory:" ? path : resolve(path);
  const shared = await shareEngine(file, options.readOnly ?? false, {
    writeQueue: { writes: options.writeQueueLimit ?? 10_000, bytes: writeQueueBytes },
    transactionTimeLimit: options.transactionTimeLimit ?? 30_000,
    observer: options.observer ?? {},
  });
  return new Kysely<Database>({ dialect: duckDbDialect(shared) });
}
