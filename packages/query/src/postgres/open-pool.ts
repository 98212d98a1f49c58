import pg from "pg";
import { DatabaseError } from "../errors.ts";
import { Canceller } from "./canceller.ts";
import { classifyError } from "./classify-error.ts";
import { GuardedPool, type GuardedPoolOptions } from "./pool.ts";
import { describeUrl } from "./url.ts";
import { poolSettings } from "./url-settings.ts";

/** The default number of connections of a pool. */
export const defaultPoolSize = 10;

/** The default time limit in milliseconds for a new connection, and for the wait for a free one. */
const connectionTimeout = 10_000;

/** Opens a pool and one connection, so that an unreachable server is an error at once. */
export async function openPool(
  url: string,
  { poolSize, ...options }: GuardedPoolOptions & { readonly poolSize: number },
): Promise<GuardedPool> {
  const settings: pg.PoolConfig = {
    fallback_application_name: "handsfree",
    keepAlive: true,
    // The system's default waits two hours before it checks an idle connection.
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
  // Errors of `pg` itself, such as a missing password, have no code, and their text is not safe to show.
  if (code === "query_failed") {
    return new DatabaseError(
      "database_unreadable",
      `${describeUrl(url)}: no connection can be made with this URL's settings`,
      { cause },
    );
  }
  return new DatabaseError(code, `${describeUrl(url)}: ${message}`, { cause, retryable });
}
