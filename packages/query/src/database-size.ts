import { type Kysely, sql } from "kysely";
import { engineOf } from "./engine.ts";

/**
 * The size of the database in bytes: of a DuckDB file its blocks, also free ones, without the log; of a PostgreSQL database
 * all of its files. 0 for a database in memory.
 */
export async function measureDatabaseSize<DB>(db: Kysely<DB>): Promise<number> {
  const size =
    engineOf(db) === "postgres"
      ? sql<{ bytes: number }>`
          select cast(pg_database_size(current_database()) as double precision) as bytes`
      : sql<{ bytes: number }>`
          select cast(total_blocks * block_size as double) as bytes
          from pragma_database_size() where database_name = current_database()`;
  const { rows } = await size.execute(db);
  return rows[0]?.bytes ?? 0;
}
