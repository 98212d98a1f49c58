import { Client, type QueryConfig, type QueryResult } from "pg";
import type { Queryable, Row } from "./run-statement.ts";

interface Connection {
  readonly client: Client;
  /** The number of statements without an answer. */
  running: number;
}

/**
 * Sends a statement before the last one of its connection is answered, on the connection with the fewest. A connection
 * still runs and commits one after the other, so several are needed for commits that share a sync.
 *
 * @see https://node-postgres.com/features/pipelining
 */
export class PipelinedConnections implements Queryable {
  readonly #connections: readonly Connection[];

  private constructor(connections: readonly Connection[]) {
    this.#connections = connections;
  }

  static async open(connectionString: string, count: number): Promise<PipelinedConnections> {
    const connections = Array.from({ length: count }, () => ({
      client: new Client({ connectionString, pipeline: true }),
      running: 0,
    }));
    for (const { client } of connections) {
      client.on("error", () => undefined);
      await client.connect();
    }
    return new PipelinedConnections(connections);
  }

  async query<R extends Row>(config: QueryConfig): Promise<QueryResult<R>> {
    const connection = this.#connections.reduce((least, one) =>
      one.running < least.running ? one : least,
    );
    connection.running++;
    try {
      return await connection.client.query<R>(config);
    } finally {
      connection.running--;
    }
  }

  async end(): Promise<void> {
    for (const { client } of this.#connections) await client.end();
  }
}
