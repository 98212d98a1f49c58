import pg from "pg";
import { DatabaseError } from "../errors.ts";
import { Canceller } from "./canceller.ts";
import { classifyError } from "./classify-error.ts";
import { GuardedPool, type GuardedPoolOptions } from "./pool.ts";
import { describeUrl } from "./url.ts";
import { poolSettings } from "./url-settings.ts";

/** How many connections a pool has unless the caller says. */
export const defaultPoolSize = 10;

/** How long a caller waits for a connection, in milliseconds, be it a new one or its turn, unless the URL says. */
const connectionTimeout = 10_000;

/** Opens a pool and one connection of it, so that a server that is not there is known at once. */
export async function openPool(
  url: string,
  { poolSize, ...options }: GuardedPoolOptions & { readonly poolSize: number },
): Promise<GuardedPool> {
  const settings: pg.PoolConfig = {
    fallback_application_name: "handsfree",
    keepAlive: true,
    // Else the system waits two hours before it looks after an idle connection.
    keepAliveInitialDelayMillis: 30_000,
    connectionTimeoutMillis: connectionTimeout,
    ...poolSettings(url),
  };
  const pool = new pg.Pool({ ...settings, max: poolSize });
  const guarded = new GuardedPool(pool, new Canceller(settings), options);
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
