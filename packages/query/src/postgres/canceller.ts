import pg from "pg";
import { cancellationTimeLimit } from "./cancel-statement.ts";

/** Only errors that a server, or a pooler in between, sent have a SQLSTATE. */
function isAnswer(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code?.length === 5;
}

/**
 * Cancels statements of other connections with `pg_cancel_backend`. It opens its own connection when it needs
 * one, since all connections of the pool may be in use. That connection has the settings of the pool, so it
 * reaches the server where the pool does. A cancel request of the protocol, which `pg` sends without TLS, may not.
 */
export class Canceller {
  readonly #pool: pg.Pool;
  /** The open connection, if there is one. */
  readonly natives: Set<pg.PoolClient> = new Set();

  constructor(settings: pg.PoolConfig) {
    this.#pool = new pg.Pool({
      ...settings,
      max: 1,
      connectionTimeoutMillis: cancellationTimeLimit,
      query_timeout: cancellationTimeLimit,
      allowExitOnIdle: true,
    });
    this.#pool.on("error", () => undefined);
    this.#pool.on("connect", (client) => {
      client.on("error", () => undefined);
      this.natives.add(client);
      client.once("end", () => this.natives.delete(client));
    });
  }

  /** Resolves when the server has passed the cancellation on. */
  async cancel(pid: number): Promise<void> {
    await this.#pool.query("select pg_cancel_backend($1)", [pid]);
  }

  /** Resolves when the server has answered, even with an error. Rejects if it does not answer in time. */
  async ask(): Promise<void> {
    try {
      await this.#pool.query("select 1");
    } catch (error) {
      if (!isAnswer(error)) throw error;
    }
  }

  async end(): Promise<void> {
    await this.#pool.end();
  }
}
