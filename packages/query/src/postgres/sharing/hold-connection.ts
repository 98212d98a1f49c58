import type { PostgresConnection } from "../connection.ts";
import type { GuardedPool } from "../pool.ts";

/** Lends a connection of the pool for as long as the work runs. */
export async function holdConnection(
  pool: GuardedPool,
  work: (connection: PostgresConnection) => Promise<void>,
): Promise<void> {
  const connection = await pool.connect();
  try {
    await work(connection);
  } finally {
    connection.release();
  }
}
