import { Pool } from "pg";
import { seedStatement } from "../../data/seed-statements.ts";
import { postgres } from "../../data/sql-dialect.ts";
import { createTables, postgresTypes } from "../../data/tables.ts";
import type { Contender, OpenContender } from "../contender.ts";
import { postgresActions } from "./actions.ts";
import { PipelinedConnections } from "./pipelined-connections.ts";
import { postgresRecords } from "./records.ts";
import type { Queryable } from "./run-statement.ts";
import { poolSize, startServer } from "./server.ts";

/**
 * PostgreSQL through `pg`'s pool, as it is known to be fastest for calls that commit on their own: one round trip for an
 * operation, named statements, and only the indexes that the operations read.
 */
export function openPostgres(options: OpenContender): Promise<Contender> {
  return open(options, async (pool) => ({ connection: pool, end: () => pool.end() }));
}

/** The same statements on as many connections in `pg`'s pipeline mode, which no pool offers. */
export function openPipelinedPostgres(options: OpenContender): Promise<Contender> {
  return open(options, async (pool, url) => {
    const connection = await PipelinedConnections.open(url, poolSize);
    return {
      connection,
      async end() {
        await connection.end();
        await pool.end();
      },
    };
  });
}

interface Connected {
  readonly connection: Queryable;
  readonly end: () => Promise<void>;
}

async function open(
  { directory, seed, tables }: OpenContender,
  connect: (pool: Pool, url: string) => Promise<Connected>,
): Promise<Contender> {
  const server = await startServer(directory);
  const pool = new Pool({ connectionString: server.url, max: poolSize });
  // When the server stops first, idle connections emit an error, which would otherwise end the process.
  pool.on("error", () => undefined);
  for (const statement of createTables(postgresTypes)) await pool.query(statement);
  for (const table of tables) await pool.query(seedStatement(postgres, table, seed));
  await pool.query("VACUUM ANALYZE");
  await pool.query("CHECKPOINT");
  const { connection, end } = await connect(pool, server.url);
  return {
    dialect: postgres,
    ...postgresActions(connection, pool),
    ...postgresRecords(connection),
    execute: async (statement) => (await pool.query<Record<string, unknown>>(statement)).rows,
    async close() {
      await end();
      await server.stop();
    },
  };
}
