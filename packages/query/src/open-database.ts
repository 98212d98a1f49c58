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
import { SharedStatements } from "./postgres/sharing/shared-statements.ts";
import { requireTimeLimit } from "./time-limit.ts";

/** Options of `openDatabase`. */
export interface OpenDatabaseOptions {
  /**
   * The DuckDB file, or `:memory:`. A relative path is resolved against the working directory. Default, if
   * `url` is not given either: the database that `databaseTargetFromEnvironment` returns.
   */
  readonly path?: string;
  /** The PostgreSQL database, as `postgres://user:password@host:5432/database`. */
  readonly url?: string;
  /**
   * Opens an existing DuckDB file for reading only, or makes every PostgreSQL transaction read-only. Default
   * false, which creates a missing file and its folders.
   */
  readonly readOnly?: boolean;
  /**
   * How long a transaction may be open, in milliseconds, before it is rolled back with `transaction_timed_out`. On
   * PostgreSQL it is the limit of the transactions that `shareTransaction` makes. Default 30,000.
   */
  readonly transactionTimeLimit?: number;
  /**
   * The time that a stream may be open, in milliseconds, before it ends with `query_timed_out` and frees its
   * connection. An open stream is a transaction: DuckDB cannot write its log into the file meanwhile, and
   * PostgreSQL cannot remove the row versions that later transactions replaced. Default 30,000.
   */
  readonly streamTimeLimit?: number;
  /**
   * The time that closing waits for running work, in milliseconds, before it ends the work with `database_closed`. A
   * server that does not answer delays the close by up to 10 more seconds. Default 5,000.
   */
  readonly closeTimeLimit?: number;
  /**
   * On PostgreSQL: how long a statement may run, in milliseconds, before it is ended with `query_timed_out`.
   * Default: no limit. The statements that begin and end a transaction have no limit.
   */
  readonly statementTimeLimit?: number;
  /**
   * On PostgreSQL: how long a statement waits, in milliseconds, before another connection checks that the server
   * still answers. If that check is not answered within 5 seconds, the statement's connection is closed and the
   * statement fails with `database_unavailable`. Default 10,000.
   */
  readonly answerTimeLimit?: number;
  /** On DuckDB: the maximum number of waiting writes; a further write fails with `overloaded`. Default 10,000. */
  readonly writeQueueLimit?: number;
  /** On DuckDB: threads, memory and the size of the log. */
  readonly duckdb?: DuckDbSettings;
  /** On DuckDB: receives incidents and measurements. */
  readonly observer?: DatabaseObserver;
  /** The maximum number of connections to PostgreSQL. Default 10. Not used on DuckDB. */
  readonly poolSize?: number;
}

const defaultTransactionTimeLimit = 30_000;
const defaultStreamTimeLimit = 30_000;
const defaultCloseTimeLimit = 5_000;
const defaultAnswerTimeLimit = 10_000;

/** The maximum bytes of parameters in the write queue. */
const writeQueueBytes = 256 * 1024 * 1024;

/**
 * Opens the database and returns a Kysely on it. `await using` closes it, as does `destroy()`; both wait for
 * running work, up to `closeTimeLimit`. It applies no migrations. If this process has the file open already, the
 * file is shared, with the options of the first call.
 *
 * @throws {InvalidInputError} if the path, the URL, the pool size or a time limit is not valid.
 * @throws {DatabaseLockedError} if another process has the file open.
 * @throws {DatabaseError} `database_not_found` if `readOnly` is set and the file does not exist, or if the server
 *   has no such database; `database_unreadable` if the file is not a DuckDB database, its folder cannot be made,
 *   or the server refuses the user; `database_unavailable` if the server cannot be reached.
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
      transactionTimeLimit,
      streamTimeLimit,
      closeTimeLimit,
      statementTimeLimit,
      answerTimeLimit,
    });
    const dialect = postgresDialect(pool);
    return openKysely<Database>(dialect, dialect.createDriver(), new SharedStatements(pool));
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
