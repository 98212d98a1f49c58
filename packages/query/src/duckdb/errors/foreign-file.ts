import { open } from "node:fs/promises";
import { DatabaseError } from "../../errors.ts";

/** Kinds of files by their first bytes, read as Latin-1. */
const beginnings: readonly (readonly [string, string])[] = [
  ["SQLite format 3\0", "a SQLite database"],
  ["PAR1", "a Parquet file"],
  ["PGDMP", "a PostgreSQL dump"],
  ["--\n-- PostgreSQL database", "a PostgreSQL dump"],
  ["--\r\n-- PostgreSQL database", "a PostgreSQL dump"],
  ["\u001F\u008B", "a file compressed with gzip"],
  ["\u0028\u00B5\u002F\u00FD", "a file compressed with Zstandard"],
  ["PK\u0003\u0004", "a ZIP archive"],
  ["ARROW1", "an Arrow file"],
  ["Obj\u0001", "an Avro file"],
];

/** DuckDB's messages for files that are not a database. It would read some of them with an extension. */
const refused =
  /not a valid DuckDB database file|Extension "[^"]*" not found|existing extension|Is a directory|Cannot launch in-memory database in read-only mode/;

/** Thrown for a file that DuckDB opens as a view in a database in memory, where no write would be kept. */
export class OpenedAsViewError extends Error {}

/**
 * Makes the error for a file that is not a DuckDB database, which names the file's kind. Undefined for any
 * other reason, and for a file that may be a damaged database. DuckDB must not have the file open, since
 * closing it here would drop DuckDB's lock.
 */
export async function foreignFile(
  path: string,
  reason: unknown,
): Promise<DatabaseError | undefined> {
  const isForeign =
    reason instanceof OpenedAsViewError ||
    (reason instanceof Error && refused.test(reason.message));
  if (!isForeign) return undefined;
  const kind = await kindOf(path);
  return kind === undefined
    ? undefined
    : new DatabaseError(
        "database_unreadable",
        `${path} is ${kind}, not a DuckDB database; give the path of one, or of a file that is not there yet`,
        { cause: reason },
      );
}

async function kindOf(path: string): Promise<string | undefined> {
  const file = await open(path, "r").catch(() => undefined);
  if (file === undefined) return undefined;
  try {
    if ((await file.stat()).isDirectory()) return "a directory";
    const { buffer, bytesRead } = await file.read(Buffer.alloc(512), 0, 512, 0);
    const start = buffer.toString("latin1", 0, bytesRead);
    const known = beginnings.find(([beginning]) => start.startsWith(beginning))?.[1];
    return known ?? (start === "" || start.includes("\0") ? undefined : textKind(start));
  } catch {
    return undefined;
  } finally {
    await file.close();
  }
}

function textKind(start: string): string {
  return /^\s*[[{]/.test(start) ? "a JSON file" : "a text file";
}
