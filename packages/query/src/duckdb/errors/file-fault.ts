import type { ErrorCode } from "../../errors.ts";

/** A fault of the database's files or their disk, which no statement caused. */
export interface FileFault {
  readonly code: ErrorCode;
  /** The file that DuckDB names, if any. */
  readonly file: string | undefined;
  readonly problem: string;
  readonly wayOut: string;
  readonly retryable?: boolean;
}

/** The text that DuckDB puts before the reason of an error. */
const around =
  /^(?:[\w ]+ Error: |Failure while replaying WAL file "[^"]*": |Failed to commit: |Failed to create checkpoint because of error: |Checkpoint failed for database "[^"]*"\. The database has been invalidated\. Original error: )+/i;
const replaying = /Failure while replaying WAL file "(?<file>[^"]*)"/;
const namedFile = /file "(?<file>[^"]*)"/;

type Reason = Omit<FileFault, "file"> & { readonly pattern: RegExp };

/** Reasons by the operating system's message, which follows the file's name. */
const reasons: readonly Reason[] = [
  {
    pattern: /No space left on device|Disk quota exceeded|File too large/,
    code: "out_of_resources",
    problem: "the disk is full",
    wayOut: "make room and try again",
    retryable: true,
  },
  {
    pattern: /Too many open files/,
    code: "out_of_resources",
    problem: "the process has too many files open",
    wayOut: "raise its limit (ulimit -n) and try again",
    retryable: true,
  },
  {
    pattern: /Read-only file system/,
    code: "database_read_only",
    problem: "the file system is mounted for reading only",
    wayOut: "mount it for writing",
  },
  {
    pattern: /Input\/output error|fsync failed/,
    code: "database_failed",
    problem: "the disk could not be read or written",
    wayOut: "look at the system's log, and restore a backup on another disk",
  },
];
const operation = /^(?:Could not|Cannot|Failed to|fsync failed)\b/;

const keepAndRestore =
  "keep the file and its log (.wal) as they are, and restore a backup (handsfree restore)";

/** DuckDB's messages for damage, and ours. The numbers are positions and sizes in bytes. */
const damages: readonly (readonly [RegExp, (found: Record<string, string>) => string])[] = [
  [
    /not a valid DuckDB database file/,
    () =>
      "the file cannot be opened as a DuckDB database: it is not one, or its beginning is damaged",
  ],
  [
    /Corrupt database file: computed checksum .* in block at location (?<at>\d+)/,
    ({ at }) => `the database is damaged: the block at byte ${at} is not what was written there`,
  ],
  [
    /Corrupt WAL file: entry at byte position (?<at>\d+)/,
    ({ at }) => `the log is damaged: the entry at byte ${at} is not what was written there`,
  ],
  [
    /Could not read enough bytes from file "[^"]*": attempted to read (?<size>\d+) bytes from location (?<at>\d+)/,
    ({ at, size }) => cutShort(Number(at) + Number(size)),
  ],
  [
    /WAL does not match database file|WAL checkpoint iteration does not match/,
    () => "the log beside the database belongs to another state of it, or to another database",
  ],
  [
    /\bCorrupt(?:ed)?\b|\bcorrupt(?:ed)?\b.*file/,
    () => "the database is damaged: its content cannot be read",
  ],
  [/Failure while replaying WAL file/, () => "the log is damaged: it cannot be replayed"],
];
const damageFirst =
  /^(?:Corrupt|Could not read enough bytes|WAL does not|This WAL was|The file .*not a valid DuckDB database file)/i;

/**
 * Finds the file fault that an error of DuckDB reports. Undefined if it reports something else.
 *
 * @param text the error's message. It can quote values of rows, so its first words decide.
 */
export function fileFault(text: string): FileFault | undefined {
  const core = text.replace(around, "");
  const fault = operation.test(core) ? reasonIn(core) : undefined;
  return fault ?? (damageFirst.test(core) || replaying.test(text) ? damageIn(text) : undefined);
}

/** Finds a file fault anywhere in the message of an error that ended the instance. */
export function fileFaultWithin(text: string): FileFault | undefined {
  return reasonIn(text) ?? damageIn(text);
}

/** Describes damage that DuckDB did not report. */
export function damaged(file: string, problem: string): FileFault {
  return { code: "database_unreadable", file, problem, wayOut: keepAndRestore };
}

/** @param whole the least number of bytes that the file must have. */
export function cutShort(whole: number): string {
  return `the database is damaged: the file ends before byte ${whole}, so a part of it is missing`;
}

/** The message for a fault, which names the file if it is known. */
export function describeFault({ file, problem, wayOut }: FileFault): string {
  return `${file === undefined ? "" : `${file}: `}${problem}; ${wayOut}`;
}

function reasonIn(text: string): FileFault | undefined {
  const reason = reasons.find(({ pattern }) => pattern.test(text));
  return reason && { ...reason, file: namedFile.exec(text)?.groups?.["file"] };
}

function damageIn(text: string): FileFault | undefined {
  for (const [pattern, describe] of damages) {
    const found = pattern.exec(text);
    if (found === null) continue;
    // The damaged file is named last, after the file that was replayed.
    const files = [...text.matchAll(new RegExp(namedFile, "g"))];
    const file = files.at(-1)?.groups?.["file"];
    return {
      code: "database_unreadable",
      file,
      problem: describe(found.groups ?? {}),
      wayOut: keepAndRestore,
    };
  }
  return undefined;
}
