import type { DuckDBConnection } from "@duckdb/node-api";

/** A connection and the queue in front of it, first come, first served. */
export class Lane {
  readonly #connection: DuckDBConnection;
  #last: Promise<void> = Promise.resolve();
  #waiting = 0;

  constructor(connection: DuckDBConnection) {
    this.#connection = connection;
  }

  /** How many hold the lane or wait for it. */
  get load(): number {
    return this.#waiting;
  }

  /** Waits for its turn. The lane is held until `release` is called. */
  async acquire(): Promise<{ connection: DuckDBConnection; release: () => void }> {
    const turn = this.#last;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#last = promise;
    this.#waiting++;
    await turn;
    const release = (): void => {
      this.#waiting--;
      resolve();
    };
    return { connection: this.#connection, release };
  }

  async use<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    const { connection, release } = await this.acquire();
    try {
      return await work(connection);
    } finally {
      release();
    }
  }

  /** Waits for all that is queued: closing a connection under a running query can crash the process. */
  async close(): Promise<void> {
    await this.use(async (connection) => connection.closeSync());
  }
}
