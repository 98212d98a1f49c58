import { type Kysely, PostgresAdapter } from "kysely";

/** The database systems that a HandsFree database can be kept in. */
export type Engine = "duckdb" | "postgres";

/** Which engine a database, or a transaction on it, runs on. */
export function engineOf<DB>(db: Kysely<DB>): Engine {
  return db.getExecutor().adapter instanceof PostgresAdapter ? "postgres" : "duckdb";
}
