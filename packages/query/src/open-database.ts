import { resolve } from "node:path";
import type { Database } from "@handsfree/schema";
import type { Kysely } from "kysely";
import { targetOf } from "./database-target.ts";
import { duckDbKysely } from "./duckdb/dialect/dialect.ts";
import type { DuckDbSettings } from "./duckdb/engine/settings.ts";
import { shareEngine } from "./duckdb/engine/shared-engines.ts";
import { InvalidInputError } from "./errors.ts";
import { openKysely } from "./open-kysely.ts";
import type { DatabaseObserver } from "./observer.ts";
import { postgresDialect } from "./postgres/dialect.ts";
import { defaultPoolSize, openPool } from "./postgres/open-pool.ts";
import { requireTimeLimit } from "./time-limit.ts";

/** What `openDatabase` opens, and how. */
export interface OpenDatabaseOptions {
  /**
   * The DuckDB file, or `:memory:`. A relative one is taken from the working directory. Default, where
   * there is no `url` either: what `databaseTargetFromEnvironment` says.
   */
  readonly path?: string;
  /** The PostgreSQL database, as `postgres://user:password@host:5432/database`. */
  readonly url?: string;
  /**
   * Opens an existing DuckDB file for reading only, or makes every PostgreSQL transaction a read-only one.
   * Default false, which makes the file and its folders.
   */
  readonly readOnly?: boolean;
  /**
   * On DuckDB: how long a transaction may be open, in milliseconds, before it is rolled back with
   * `transaction_timed_out`. Default 30,000.
   */
  readonly transactionTimeLimit?: number;
  /**
   * How long a stream may be open, in milliseconds, before it ends with `query_timed_out` and frees its
   * connection. Meanwhile it is a transaction, so DuckDB cannot write its log into the file, and
   * PostgreSQL cannot clean up what later ones replaced. Default 30,000.
   */
  readonly streamTimeLimit?: number;
  /**
   * How long closing waits for what is under way, in milliseconds, before it ends it with
   * `database_closed`. A server that does not answer then holds it up for 10 seconds more. Default 5,000.
   */
  readonly closeTimeLimit?: number;
  /**
   * On PostgreSQL: how long a statement may run, in milliseconds, before it is ended with
   * `query_timed_out`. Default: as long as it takes. What begins and ends a transaction is not ended so.
   */
  readonly statementTimeLimit?: number;
  /**
   * On PostgreSQL: how long a statement waits, in milliseconds, before the server is asked on another
   * connection whether it is there. Where that is not answered within 5 seconds either, the statement's
   * connection is given up with `database_unavailable`. Default 10,000.
   */
  readonly answerTimeLimit?: number;
  /** On DuckDB: the most writes that may wait, before one fails with `overloaded`. Default 10,000. */
  readonly writeQueueLimit?: number;
  /** On DuckDB: threads, memory and the size of the log. */
  readonly duckdb?: DuckDbSettings;
  /** On DuckDB: is told of commits and statements. */
  readonly observer?: DatabaseObserver;
  /** The most connections to PostgreSQL at a time. Default 10. DuckDB needs none. */
  readonly poolSize?: number;
}

const defaultTransactionTimeLimit = 30_000;
const defaultStreamTimeLimit = 30_000;
const defaultCloseTimeLimit = 5_000;
const defaultAnswerTimeLimit = 10_000;

/** The most bytes of parameters that may wait to be written. */
const writeQueueBytes = 256 * 1024 * 1024;

/**
 * Opens the database and returns Kysely over it. `await using` closes it, as does `destroy()`; both
 * wait for what is running, up to `closeTimeLimit`. It applies no migrations. A file that this process has open already is
 * shared, with the options that it was first opened with.
 *
 * @throws {InvalidInputError} when the path, the URL, the size of the pool or a time limit cannot be used.
 * @throws {DatabaseLockedError} when another process has the file open.
 * @throws {DatabaseError} `database_not_found` when reading only and there is no file, or the server has
 *   no such database; `database_unreadable` when the file is no DuckDB database, its folder cannot be
 *   made, or the server refuses the user; `database_unavailable` when the server cannot be reached.
 */
export async function openDatabase(options: OpenDatabaseOptions = {}): Promise<Kysely<Database>> {
  const {
    readOnly = false,
    poolSize = defaultPoolSize,
    transactionTimeLimit = defaultTransactionTimeLimit,
    streamTimeLimit = defaultStreamTimeLimit,
    closeTimeLimit = defaultCloseTimeLimit,
    answerTimeLimit = defaultAnswerTimeLimit,
    statementTimeLimit,
  } = options;
  if (!Number.isInteger(poolSize) || poolSize < 1) {
    throw new InvalidInputError("poolSize", `is ${poolSize}; give a whole number from 1`);
  }
  requireTimeLimit("transactionTimeLimit", transactionTimeLimit);
  requireTimeLimit("streamTimeLimit", streamTimeLimit);
  requireTimeLimit("closeTimeLimit", closeTimeLimit);
  requireTimeLimit("answerTimeLimit", answerTimeLimit);
  if (statementTimeLimit !== undefined) {
    requireTimeLimit("statementTimeLimit", statementTimeLimit);
  }
  const target = targetOf(options);
  if (target.engine === "postgres") {
    const pool = await openPool(target.url, {
      readOnly,
      poolSize,
      streamTimeLimit,
      closeTimeLimit,
      statementTimeLimit,
      answerTimeLimit,
    });
    const dialect = postgresDialect(pool);
    return openKysely<Database>(dialect, dialect.createDriver());
  }
  const file = target.path === ":memory:" ? target.path : resolve(target.path);
  return duckDbKysely<Database>(
    await shareEngine(file, readOnly, {
      writeQueue: { writes: options.writeQueueLimit ?? 10_000, bytes: writeQueueBytes },
      transactionTimeLimit,
      streamTimeLimit,
      closeTimeLimit,
      settings: options.duckdb ?? {},
      observer: options.observer ?? {},
    }),
  );
}
