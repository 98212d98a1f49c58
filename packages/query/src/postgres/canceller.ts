import pg from "pg";
import { cancellationTimeLimit } from "./cancel-statement.ts";

/**
 * Ends statements of other connections by `pg_cancel_backend`, on a connection of its own that is there
 * while it is needed: the pool's may all be in use. It is made with the pool's settings, so that it gets
 * through where they do, as a request of the protocol, which `pg` sends without TLS, may not.
 */
export class Canceller {
  readonly #pool: pg.Pool;

  constructor(settings: pg.PoolConfig) {
    this.#pool = new pg.Pool({
      ...settings,
      max: 1,
      connectionTimeoutMillis: cancellationTimeLimit,
      query_timeout: cancellationTimeLimit,
      allowExitOnIdle: true,
    });
    this.#pool.on("error", () => undefined);
  }

  /** Resolves when the server has passed it on. */
  async cancel(pid: number): Promise<void> {
    await this.#pool.query("select pg_cancel_backend($1)", [pid]);
  }

  async end(): Promise<void> {
    await this.#pool.end();
  }
}
