import pg from "pg";
import { cancellationTimeLimit } from "./cancel-statement.ts";

/** A SQLSTATE comes from a server, or from a pooler between, and nothing else has one. */
function isAnswer(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code?.length === 5;
}

/**
 * Ends statements of other connections by `pg_cancel_backend`, on a connection of its own that is there
 * while it is needed: the pool's may all be in use. It is made with the pool's settings, so that it gets
 * through where they do, as a request of the protocol, which `pg` sends without TLS, may not.
 */
export class Canceller {
  readonly #pool: pg.Pool;
  /** Its connection, while there is one. */
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

  /** Resolves when the server has passed it on. */
  async cancel(pid: number): Promise<void> {
    await this.#pool.query("select pg_cancel_backend($1)", [pid]);
  }

  /** Resolves when the server has answered, be it that it refuses. Rejects when it does not answer in time. */
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
