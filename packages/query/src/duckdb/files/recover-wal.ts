import { basename, extname } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { literal, quote } from "../values/quote.ts";

/**
 * Whether opening failed on a defect of DuckDB: from the log of the file that it opens, it cannot replay
 * some DDL (ALTER TABLE on a table with `DEFAULT now()`, DROP INDEX, an UPDATE before a rebuild).
 *
 * @see https://github.com/duckdb/duckdb/issues/18259
 */
export function isReplayDefect(error: unknown): boolean {
  return (
    error instanceof Error &&
    /replaying WAL file .*GetDefaultDatabase with no default database set/s.test(error.message)
  );
}

/**
 * Replays the log by attaching the file to another database, where the replay succeeds, and writes it into
 * the file. A crash during this leaves the log as it was.
 */
export async function recoverWal(path: string): Promise<void> {
  const instance = await DuckDBInstance.create(":memory:");
  try {
    const connection = await instance.connect();
    try {
      // Entries of the log can hold the name that DuckDB itself gives the file.
      const name = quote(basename(path, extname(path)));
      await connection.run(`ATTACH ${literal(path)} AS ${name}`);
      await connection.run(`CHECKPOINT ${name}`);
      await connection.run(`DETACH ${name}`);
    } finally {
      connection.closeSync();
    }
  } finally {
    instance.closeSync();
  }
}
