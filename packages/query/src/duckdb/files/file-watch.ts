import { type BigIntStats, chmodSync, statSync } from "node:fs";
import { stat, statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { DatabaseError } from "../../errors.ts";
import type { DatabaseIncident } from "../../incident.ts";

/**
 * Checks the files of an open database. It uses only `stat` and `chmod`, since opening and closing the file
 * in this process would drop DuckDB's lock. A check takes some microseconds.
 */
export class FileWatch {
  readonly #file: string;
  readonly #log: string;
  readonly #report: (incident: DatabaseIncident) => void;
  readonly #opened: BigIntStats | undefined;
  #gone = false;
  #sawLog = false;

  /** The file must be open. */
  constructor(file: string, report: (incident: DatabaseIncident) => void) {
    this.#file = file;
    this.#log = `${file}.wal`;
    this.#report = report;
    this.#opened = look(file);
  }

  /**
   * The reason why nothing may be written now, if there is one. Also restricts the mode of a new log to
   * that of the file.
   */
  refusal(): DatabaseError | undefined {
    const now = look(this.#file);
    const gone =
      this.#opened !== undefined &&
      (now === undefined || now.ino !== this.#opened.ino || now.dev !== this.#opened.dev);
    if (gone !== this.#gone) {
      this.#gone = gone;
      this.#report(gone ? fileGone(this.#file) : fileBack(this.#file));
    }
    if (!gone) {
      if (now !== undefined) this.#keepLogPrivate(now.mode);
      return undefined;
    }
    return new DatabaseError("database_not_found", fileGone(this.#file).message);
  }

  /** Whether the log has disappeared, which a checkpoint causes as well. True once for each log. */
  logVanished(): boolean {
    if (!this.#sawLog || look(this.#log) !== undefined) return false;
    this.#sawLog = false;
    return true;
  }

  /** DuckDB makes a new log after each checkpoint, with the mode of the process's umask. */
  #keepLogPrivate(mode: bigint): void {
    const log = look(this.#log);
    if (log === undefined) return;
    this.#sawLog = true;
    const narrowed = log.mode & mode & 0o777n;
    if (narrowed === (log.mode & 0o777n)) return;
    try {
      chmodSync(this.#log, Number(narrowed));
    } catch {
      // The log has another owner, or has just been removed.
    }
  }
}

/** Whether the disk has room to write the log into the file, with old and new versions of the tables. */
export async function hasRoomForCheckpoint(file: string): Promise<boolean> {
  try {
    const { bavail, bsize } = await statfs(dirname(file));
    const { size } = await stat(`${file}.wal`);
    return bavail * bsize > 2 * size + 16 * 2 ** 20;
  } catch {
    // Without a log there is nothing to write.
    return true;
  }
}

/** Undefined if there is no such file. */
function look(path: string): BigIntStats | undefined {
  try {
    return statSync(path, { bigint: true, throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

function fileGone(file: string): DatabaseIncident {
  return {
    severity: "error",
    kind: "file_gone",
    message:
      `${file} was deleted, moved or replaced while it is open, so nothing more is written; ` +
      `move it back, or, before you end this process (${process.pid}), copy what it still holds open (on Linux from /proc/${process.pid}/fd)`,
  };
}

function fileBack(file: string): DatabaseIncident {
  return { severity: "info", kind: "file_back", message: `${file} is in its place again` };
}
