import pg from "pg";
import { DatabaseError } from "../errors.ts";
import { classifyError } from "./classify-error.ts";
import { columnTypes } from "./decode.ts";
import { GuardedPool } from "./pool.ts";
import { describeUrl } from "./url.ts";

/** How many connections a pool has when nobody says. */
export const defaultPoolSize = 10;

/** How long a caller waits for a connection, in milliseconds, be it a new one or its turn. */
const connectionTimeout = 10_000;

/** Opens a pool and one connection of it, so that a server that is not there is known at once. */
export async function openPool(
  url: string,
  { readOnly, poolSize }: { readOnly: boolean; poolSize: number },
): Promise<GuardedPool> {
  const pool = new pg.Pool({
    connectionString: url,
    max: poolSize,
    connectionTimeoutMillis: connectionTimeout,
    fallback_application_name: "handsfree",
    keepAlive: true,
    types: columnTypes,
  });
  const guarded = new GuardedPool(pool, readOnly);
  try {
    (await guarded.connect()).release();
    return guarded;
  } catch (error) {
    await guarded.end();
    throw nameServer(url, error);
  }
}

function nameServer(url: string, error: unknown): DatabaseError {
  const { code, message, retryable, cause } = classifyError(error);
  // What `pg` itself finds amiss, such as a missing password, has neither a code nor a text to trust.
  if (code === "query_failed") {
    return new DatabaseError(
      "database_unreadable",
      `${describeUrl(url)}: no connection can be made with this URL's settings`,
      { cause },
    );
  }
  return new DatabaseError(code, `${describeUrl(url)}: ${message}`, { cause, retryable });
}
