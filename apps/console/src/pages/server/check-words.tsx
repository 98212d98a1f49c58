import type { ReactNode } from "react";

interface CheckWords {
  readonly title: string;
  /** What holds while it passes. */
  readonly passed: string;
  /** What to do when it fails. */
  readonly failed: ReactNode;
}

const words: Readonly<Record<string, CheckWords>> = {
  schema: {
    title: "Schema",
    passed: "The database has the schema of this release.",
    failed: (
      <>
        The database is not of this release. On the server, run{" "}
        <code>handsfree migrate status</code> for the reason, and then{" "}
        <code>handsfree migrate up</code>.
      </>
    ),
  },
  writes: {
    title: "Writes",
    passed: "A commit reaches the disk.",
    failed:
      "Nothing can be recorded. The log of the server has the reason: a disk that is full or cannot be written, or a PostgreSQL that does not answer. Once that is mended, the server goes on by itself.",
  },
  disk_space: {
    title: "Disk space",
    passed: "The volume of the database has room.",
    failed: (
      <>
        Make room on the volume of the database, for example by moving backups away, or by letting
        old contents go with <code>RETENTION=on</code>. The limit is <code>DISK_SPACE_MINIMUM</code>
        .
      </>
    ),
  },
};

/** What a check means. One that this page does not know keeps its name. */
export function checkWords(name: string): CheckWords {
  return (
    words[name] ?? {
      title: name.replaceAll("_", " "),
      passed: "It passes.",
      failed: "The log of the server has the reason.",
    }
  );
}
