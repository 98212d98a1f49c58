import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, mkdtemp, realpath, rm, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import type { Kysely } from "kysely";
import { requirePath } from "../../database-path.ts";
import { InvalidInputError } from "../../errors.ts";
import { duckDbEngineOf } from "../dialect.ts";
import type { DuckDbEngine } from "../engine.ts";
import type { Session } from "../session.ts";
import { requireSame } from "./compare-copy.ts";
import { copyRows } from "./copy-rows.ts";
import { existsAlready, putInPlace } from "./put-in-place.ts";
import { literal, quote } from "./quote.ts";
import { syncFile } from "./sync.ts";

export interface BackupOptions {
  /** Replaces a DuckDB database of this name that nobody uses. Default false, which refuses. */
  readonly overwrite?: boolean;
}

/** What was copied. */
export interface Backup {
  /** The file, as an absolute path. */
  readonly path: string;
  /** The file's size. */
  readonly bytes: number;
  readonly tables: number;
  readonly rows: number;
}

/**
 * Copies a DuckDB database, live as it is, into one new file: all that was committed when it began, and
 * nothing later. Writers and readers of this process go on meanwhile; only the log grows until it is done.
 * The copy is compared with what was copied, synced, and then given its name; until then it is in a
 * folder `.handsfree-…` beside it, which a crash leaves there.
 *
 * @param file its folder must be there. It is made for its owner only to read (mode 600).
 * @throws {InvalidInputError} when there is such a file, no such folder, or the database is on PostgreSQL.
 * @throws {DatabaseError} `query_failed` when the copy is not like the original; `database_locked` when
 *   the file to overwrite is in use, and `database_unreadable` when it is no DuckDB database;
 *   `constraint_violation` for rows that reference their own table, which DuckDB cannot copy.
 */
export async function backupDatabase<DB>(
  db: Kysely<DB>,
  file: string,
  { overwrite = false }: BackupOptions = {},
): Promise<Backup> {
  const engine = duckDbEngineOf(db);
  if (engine === undefined) {
    throw new InvalidInputError("db", "is on PostgreSQL; use pg_dump and pg_restore");
  }
  requirePath("file", file);
  const path = await inFolder(file);
  // Again when it is put in place; by then there may be much to throw away.
  if (!overwrite && existsSync(path)) throw existsAlready(path);

  // Private from its first byte on: what is in it is about people.
  const folder = await mkdtemp(join(dirname(path), ".handsfree-"));
  try {
    const made = join(folder, basename(path));
    const copied = await inTurn(engine, async () =>
      copyTo(await engine.readTransactions.openSession(), made),
    );
    await chmod(made, 0o600);
    await syncFile(made);
    await putInPlace(made, path, overwrite);
    return { path, bytes: (await stat(path)).size, ...copied };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function inFolder(file: string): Promise<string> {
  const folder = dirname(resolve(file));
  try {
    return join(await realpath(folder), basename(file));
  } catch (error) {
    const { code = "unknown" } = error as NodeJS.ErrnoException;
    throw new InvalidInputError(
      "file",
      `is in a folder that cannot be used (${folder}, ${code}); make it first`,
    );
  }
}

/** Two copies at once would keep each other from writing their logs into their files. */
const turns = new WeakMap<DuckDbEngine, Promise<unknown>>();

function inTurn<T>(engine: DuckDbEngine, work: () => Promise<T>): Promise<T> {
  const turn = (turns.get(engine) ?? Promise.resolve()).then(work);
  turns.set(
    engine,
    turn.catch(() => undefined),
  );
  return turn;
}

async function copyTo(session: Session, made: string): Promise<{ tables: number; rows: number }> {
  const run = (sql: string): Promise<unknown> => session.run({ sql, parameters: [] });
  const to = `handsfree_copy_${randomUUID()}`;
  try {
    await run(`ATTACH ${literal(made)} AS ${quote(to)} (READ_WRITE)`);
    return await copyInto(session, to);
  } finally {
    await run(`DETACH DATABASE IF EXISTS ${quote(to)}`);
    await session.close();
  }
}

/** In one transaction, and so of one state. Ends with all of it in the file, and no log beside it. */
async function copyInto(session: Session, to: string): Promise<{ tables: number; rows: number }> {
  const run = (sql: string): Promise<unknown> => session.run({ sql, parameters: [] });
  const { rows } = await session.run<{ name: string }>({
    sql: "SELECT current_database() AS name",
    parameters: [],
  });
  const from = rows[0]?.name ?? "";
  try {
    await run("BEGIN TRANSACTION");
    await run(`COPY FROM DATABASE ${quote(from)} TO ${quote(to)} (SCHEMA)`);
    const tables = await copyRows(session, from, to);
    const copied = await requireSame(session, tables, from, to);
    await run("COMMIT");
    // Whoever lists the tables of the process is in the copy, too; that is waited for.
    await run(`FORCE CHECKPOINT ${quote(to)}`);
    return { tables: tables.length, rows: copied };
  } catch (error) {
    await run("ROLLBACK").catch(() => undefined);
    throw error;
  }
}
