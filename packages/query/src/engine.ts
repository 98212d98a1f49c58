import { type Kysely, PostgresAdapter } from "kysely";

/** The database systems that HandsFree supports. */
export type Engine = "duckdb" | "postgres";

/** The engine that a database, or a transaction on it, runs on. */
export function engineOf<DB>(db: Kysely<DB>): Engine {
  return db.getExecutor().adapter instanceof PostgresAdapter ? "postgres" : "duckdb";
}
