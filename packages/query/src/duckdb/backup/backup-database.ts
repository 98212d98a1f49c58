import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, mkdtemp, realpath, rm, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import type { Kysely } from "kysely";
import { requirePath } from "../../database-path.ts";
import { InvalidInputError } from "../../errors.ts";
import { duckDbEngineOf } from "../dialect/dialect.ts";
import type { DuckDbEngine } from "../engine/engine.ts";
import type { Session } from "../session/session.ts";
import { requireSame } from "./compare-copy.ts";
import { copyRows } from "./copy-rows.ts";
import { existsAlready, putInPlace } from "./put-in-place.ts";
import { literal, quote } from "../values/quote.ts";
import { syncFile } from "./sync.ts";

/** Options of `backupDatabase`. */
export interface BackupOptions {
  /** Replaces an unused DuckDB database of this name. Default false, which refuses. */
  readonly overwrite?: boolean;
}

/** A finished backup. */
export interface Backup {
  /** The file, as an absolute path. */
  readonly path: string;
  /** The size of the file. */
  readonly bytes: number;
  readonly tables: number;
  readonly rows: number;
}

/**
 * Copies an open DuckDB database into one new file: all that was committed when the copy began, and nothing
 * later. Reads and writes go on meanwhile. Only the log grows until the copy is done.
 * The copy is compared with the original, synced, and then renamed. Until then it is in a folder
 * `.handsfree-…` beside the new file, which a crash leaves there.
 *
 * @param file the new file, in a folder that exists. It gets mode 600.
 * @throws {InvalidInputError} if the file exists, its folder does not, or the database is on PostgreSQL.
 * @throws {DatabaseError} `query_failed` if the copy differs from the original; `database_locked` if the
 *   file to overwrite is in use, and `database_unreadable` if it is not a DuckDB database;
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
  // Checked early, to spare the copy. Checked again when it is put in place.
  if (!overwrite && existsSync(path)) throw existsAlready(path);

  // Private from its first byte, because it holds personal data.
  const folder = await mkdtemp(join(dirname(path), ".handsfree-"));
  try {
    const made = join(folder, basename(path));
    const copied = await oneAtATime(engine, async () =>
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

/** Two copies at once would prevent each other's checkpoints. */
const lastCopies = new WeakMap<DuckDbEngine, Promise<unknown>>();

function oneAtATime<T>(engine: DuckDbEngine, work: () => Promise<T>): Promise<T> {
  const copy = (lastCopies.get(engine) ?? Promise.resolve()).then(work);
  lastCopies.set(
    engine,
    copy.catch(() => undefined),
  );
  return copy;
}

async function copyTo(session: Session, made: string): Promise<{ tables: number; rows: number }> {
  const to = `handsfree_copy_${randomUUID()}`;
  try {
    await session.execute(`ATTACH ${literal(made)} AS ${quote(to)} (READ_WRITE)`);
    return await copyInto(session, to);
  } finally {
    await session.execute(`DETACH DATABASE IF EXISTS ${quote(to)}`);
    await session.close();
  }
}

/** Copies in one transaction, and so from one state. Leaves the copy without a log. */
async function copyInto(session: Session, to: string): Promise<{ tables: number; rows: number }> {
  const rows = await session.execute<{ name: string }>("SELECT current_database() AS name");
  const from = rows[0]?.name ?? "";
  try {
    await session.control("BEGIN TRANSACTION");
    await session.execute(`COPY FROM DATABASE ${quote(from)} TO ${quote(to)} (SCHEMA)`);
    const tables = await copyRows(session, from, to);
    const copied = await requireSame(session, tables, from, to);
    await session.control("COMMIT");
    // FORCE waits for other transactions in the copy, such as one that lists all tables of the process.
    await session.execute(`FORCE CHECKPOINT ${quote(to)}`);
    return { tables: tables.length, rows: copied };
  } catch (error) {
    await session.control("ROLLBACK").catch(() => undefined);
    throw error;
  }
}
