import { Pool } from "pg";
import { seedStatement } from "../../data/seed-statements.ts";
import { postgres } from "../../data/sql-dialect.ts";
import { createTables, postgresTypes } from "../../data/tables.ts";
import type { Contender, OpenContender } from "../contender.ts";
import { postgresActions } from "./actions.ts";
import { postgresRecords } from "./records.ts";
import { poolSize, startServer } from "./server.ts";

/**
 * PostgreSQL through `pg`'s pool, as it is known to be fastest for calls that commit on their own: one round trip for an
 * operation, named statements, and only the indexes that the operations read.
 */
export async function openPostgres({ directory, seed, tables }: OpenContender): Promise<Contender> {
  const server = await startServer(directory);
  const pool = new Pool({ connectionString: server.url, max: poolSize });
  // When the server stops first, idle connections emit an error, which would otherwise end the process.
  pool.on("error", () => undefined);
  for (const statement of createTables(postgresTypes)) await pool.query(statement);
  for (const table of tables) await pool.query(seedStatement(postgres, table, seed));
  await pool.query("VACUUM ANALYZE");
  await pool.query("CHECKPOINT");
  return {
    dialect: postgres,
    ...postgresActions(pool),
    ...postgresRecords(pool),
    execute: async (statement) => (await pool.query<Record<string, unknown>>(statement)).rows,
    async close() {
      await pool.end();
      await server.stop();
    },
  };
}
