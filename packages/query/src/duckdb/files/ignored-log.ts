import { type FileHandle, open } from "node:fs/promises";
import type { DatabaseIncident } from "../../incident.ts";

/**
 * DuckDB's log (WAL), version 2: a first entry with the version, then entries that follow their size and
 * checksum of 8 bytes each. An entry begins with the field number 100 and its type. A transaction ends with
 * an entry of type `flush`.
 *
 * @see https://github.com/duckdb/duckdb/blob/main/src/storage/wal_replay.cpp
 */
const frame = 16;
const types = { version: 98, checkpoint: 99, flush: 100 } as const;
const typeField = [100, 0] as const;
/** Marks the end of an entry's fields. */
const end = [0xff, 0xff] as const;
/** A whole entry of type `flush`: size, checksum and content. */
const flushEntry = Buffer.from("0500000000000000e7fe7d722fed3d5e640064ffff", "hex");
const chunk = 1024 * 1024;

/**
 * Reports the end of a log that DuckDB will silently ignore, since it treats an incomplete entry as cut off
 * by a crash. Undefined if the log is complete or missing. Must be called before the file is opened.
 */
export async function findIgnoredLog(database: string): Promise<DatabaseIncident | undefined> {
  const path = `${database}.wal`;
  const file = await open(path, "r").catch(() => undefined);
  if (file === undefined) return undefined;
  try {
    const { size } = await file.stat();
    const log = new Log(file, size);
    const whole = await log.endOfWhole();
    if (whole === undefined || whole === size) return undefined;
    const commits = await log.countCommits(whole);
    return describe(path, size, whole, commits);
  } finally {
    await file.close();
  }
}

class Log {
  readonly #file: FileHandle;
  readonly #size: number;
  readonly #buffer = Buffer.alloc(chunk);
  #start = 0;
  #length = 0;

  constructor(file: FileHandle, size: number) {
    this.#file = file;
    this.#size = size;
  }

  /** The position where the last complete transaction ends. Undefined for a log of another version. */
  async endOfWhole(): Promise<number | undefined> {
    const first = await this.#endOfVersion();
    if (first === undefined || first === 0) return first;
    let at: number = first;
    let whole = first;
    while (at + frame <= this.#size) {
      const size = Number((await this.#read(at, frame)).readBigUInt64LE());
      const next = at + frame + size;
      if (next > this.#size) break;
      const type = size < 3 ? undefined : (await this.#read(at + frame, 3))[2];
      if (type === types.flush || type === types.checkpoint) whole = next;
      at = next;
    }
    return whole;
  }

  /** Counts the entries of type `flush` after a position. */
  async countCommits(from: number): Promise<number> {
    let count = 0;
    for (let at = from; at < this.#size;) {
      const bytes = await this.#read(at, Math.min(chunk, this.#size - at));
      let found = bytes.indexOf(flushEntry);
      while (found !== -1) {
        count++;
        found = bytes.indexOf(flushEntry, found + flushEntry.length);
      }
      // An entry may lie across the border of two chunks.
      at += at + bytes.length < this.#size ? bytes.length - flushEntry.length + 1 : bytes.length;
    }
    return count;
  }

  /** The position where the first entry ends: 0 if it is incomplete, undefined for another version. */
  async #endOfVersion(): Promise<number | undefined> {
    // The entry has the version and, in newer files, the database that the log belongs to.
    const bytes = await this.#read(0, Math.min(100, this.#size));
    if (bytes.length < 6 || !startsWith(bytes, [...typeField, types.version])) return 0;
    if (bytes[5] !== 2) return undefined;
    const at = bytes.indexOf(Buffer.from(end), 6);
    return at === -1 ? 0 : at + end.length;
  }

  async #read(at: number, length: number): Promise<Buffer> {
    if (at < this.#start || at + length > this.#start + this.#length) {
      const { bytesRead } = await this.#file.read(this.#buffer, 0, chunk, at);
      this.#start = at;
      this.#length = bytesRead;
    }
    const from = at - this.#start;
    return this.#buffer.subarray(from, Math.min(from + length, this.#length));
  }
}

function startsWith(bytes: Buffer, start: readonly number[]): boolean {
  return start.every((byte, index) => bytes[index] === byte);
}

function describe(path: string, size: number, whole: number, commits: number): DatabaseIncident {
  const start = `${path}: ${size - whole} of its ${size} bytes, from byte ${whole} on, are no whole transaction and were ignored`;
  return commits === 0
    ? {
        severity: "warning",
        kind: "log_ignored",
        message: `${start}; after a crash that is a write that was not acknowledged, but a log that was cut short has lost acknowledged ones, so if there was no crash, restore a backup`,
      }
    : {
        severity: "error",
        kind: "log_ignored",
        message: `${start}, though what looks like the end of ${commits} transactions is in them: the log is damaged, and acknowledged writes are lost; restore a backup`,
      };
}
