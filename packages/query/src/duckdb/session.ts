import type { DuckDBConnection, DuckDBInstance, DuckDBResult } from "@duckdb/node-api";
import type { CompiledQuery, QueryResult } from "kysely";
import { classifyError } from "./classify-error.ts";
import type { Bound } from "./encode.ts";
import { toQueryResult } from "./result.ts";
import { Statement } from "./statement.ts";

/** How many prepared statements a connection keeps. The least recently used goes first. */
const cachedStatements = 200;

/** One connection with its prepared statements. It runs one statement at a time, in the order of calls. */
export class Session {
  readonly #connection: DuckDBConnection;
  readonly #statements = new Map<string, Statement>();
  #last: Promise<unknown> = Promise.resolve();

  private constructor(connection: DuckDBConnection) {
    this.#connection = connection;
  }

  static async open(instance: DuckDBInstance): Promise<Session> {
    return new Session(await instance.connect());
  }

  run<Row>(query: Pick<CompiledQuery, "sql" | "parameters">): Promise<QueryResult<Row>> {
    return this.exclusively(async () => {
      const result =
        query.parameters.length === 0
          ? // Without parameters the text may hold several statements, as a migration file does.
            await this.#connection.run(query.sql)
          : await (await this.#statement(query.sql)).run(query.parameters);
      return toQueryResult<Row>(result);
    });
  }

  /** Begins or commits; prepared, which spares parsing it again for each write. */
  async control(sql: "BEGIN TRANSACTION" | "COMMIT"): Promise<void> {
    await this.exclusively(async () => (await this.#statement(sql)).run([]));
  }

  /** For what must hold the connection longer than one statement, such as a stream. */
  async exclusively<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#last = promise;
    await turn;
    try {
      return await work();
    } catch (error) {
      throw classifyError(error);
    } finally {
      resolve();
    }
  }

  /** The types of a statement's parameters, as its columns have them. */
  parameterTypes(sql: string): Promise<Statement["parameterTypes"]> {
    return this.exclusively(async () => (await this.#statement(sql)).parameterTypes);
  }

  /** Runs a prepared statement chunk by chunk. Only within `exclusively`. */
  async stream(query: CompiledQuery): Promise<DuckDBResult> {
    return (await this.#statement(query.sql)).stream(query.parameters);
  }

  /** Runs a statement whose parameters the caller has encoded already. */
  runBound<Row>(sql: string, parameters: readonly Bound[]): Promise<QueryResult<Row>> {
    return this.exclusively(async () =>
      toQueryResult<Row>(await (await this.#statement(sql)).runBound(parameters)),
    );
  }

  /** Waits for all that was called: closing a connection under a running query can crash the process. */
  close(): Promise<void> {
    return this.exclusively(async () => {
      for (const statement of this.#statements.values()) statement.destroy();
      this.#connection.closeSync();
    });
  }

  async #statement(sql: string): Promise<Statement> {
    const known = this.#statements.get(sql);
    const statement = known ?? (await Statement.prepare(this.#connection, sql));
    this.#statements.delete(sql);
    this.#statements.set(sql, statement);
    if (this.#statements.size > cachedStatements) {
      const [oldest] = this.#statements.keys();
      this.#statements.get(oldest as string)?.destroy();
      this.#statements.delete(oldest as string);
    }
    return statement;
  }
}
