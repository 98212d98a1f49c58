import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { v7 } from "uuid";
import { hashedId } from "../../data/hashed-id.ts";
import { seedStatement } from "../../data/seed-statements.ts";
import { sqlite } from "../../data/sql-dialect.ts";
import { createTables, sqliteTypes } from "../../data/tables.ts";
import type { Contender, OpenContender } from "../contender.ts";
import { sha256 } from "../rows/sha256.ts";
import { sqliteActions } from "./actions.ts";
import { SqliteConnection } from "./connection.ts";
import { sqliteRecords } from "./records.ts";

/**
 * SQLite in the process, with a durable WAL. A statement is a call without a thread or a socket, so an operation is
 * several small ones; the commit costs most, and the writes that wait share it.
 */
export async function openSqlite(options: OpenContender): Promise<Contender> {
  const database = openSeeded(options);
  const connection = new SqliteConnection(database);
  return {
    dialect: sqlite,
    ...sqliteActions(connection),
    ...sqliteRecords(connection),
    execute: async (statement) => database.prepare(statement).all(),
    close: async () => database.close(),
  };
}

function openSeeded({ directory, seed, tables }: OpenContender): DatabaseSync {
  const database = new DatabaseSync(join(directory, "bench.sqlite"));
  database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
    PRAGMA cache_size = -65536; PRAGMA mmap_size = 4294967296`);
  database.function("sha256", { deterministic: true }, (text) => sha256(String(text)));
  database.function("hashed_id", { deterministic: true }, (text) => hashedId(String(text)));
  database.function("new_id", () => v7());
  for (const statement of createTables(sqliteTypes)) database.exec(statement);
  for (const table of tables) database.exec(seedStatement(sqlite, table, seed));
  database.exec("ANALYZE; PRAGMA wal_checkpoint(TRUNCATE)");
  return database;
}
