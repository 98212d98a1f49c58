import { type BigIntStats, chmodSync, statSync } from "node:fs";
import { stat, statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { DatabaseError } from "../errors.ts";
import type { DatabaseIncident } from "../incident.ts";

/**
 * Looks after the files of an open database from outside: by `stat` and `chmod` alone, since opening and
 * closing the file in this process would drop DuckDB's lock. A look takes some microseconds.
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
   * Why nothing may be written now; undefined when all is well. Narrows the mode of a new log to the
   * file's own.
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

  /** Whether a log that was there is there no more, which is so after a checkpoint as well. Told once. */
  logVanished(): boolean {
    if (!this.#sawLog || look(this.#log) !== undefined) return false;
    this.#sawLog = false;
    return true;
  }

  /** DuckDB makes a new one after each checkpoint, as the process's umask has it. */
  #keepLogPrivate(mode: bigint): void {
    const log = look(this.#log);
    if (log === undefined) return;
    this.#sawLog = true;
    const narrowed = log.mode & mode & 0o777n;
    if (narrowed === (log.mode & 0o777n)) return;
    try {
      chmodSync(this.#log, Number(narrowed));
    } catch {
      // Of another owner, or gone meanwhile.
    }
  }
}

/** Whether the disk has room for what is in the log, and for the tables' new versions beside the old ones. */
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

/** Undefined where there is no such file. */
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
