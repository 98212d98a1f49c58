import {
  type DuckDBConnection,
  type DuckDBInstance,
  type DuckDBResult,
  StatementType,
} from "@duckdb/node-api";
import type { CompiledQuery, QueryResult } from "kysely";
import type { HandsFreeError } from "../errors.ts";
import { classifyError } from "./classify-error.ts";
import type { Bound } from "./encode.ts";
import { toQueryResult } from "./result.ts";
import type { Slots } from "./slots.ts";
import { Statement } from "./statement.ts";
import { type TurnOptions, Turns } from "./turns.ts";
import type { ToError } from "./use.ts";

/** How many prepared statements a connection keeps. The least recently used goes first. */
const cachedStatements = 200;

/** DuckDB reports a COMMIT that is interrupted as failed, and has kept what it wrote. */
const endsTransaction = /^\s*(?:commit|end|rollback|abort)\b/i;

/** One connection with its prepared statements. It runs one statement at a time, in the order of calls. */
export class Session {
  readonly #connection: DuckDBConnection;
  readonly #statements = new Map<string, Statement>();
  readonly #turns: Turns;
  #streamed: DuckDBResult | undefined;

  private constructor(connection: DuckDBConnection, threads: Slots | undefined, toError: ToError) {
    this.#connection = connection;
    this.#turns = new Turns(() => connection.interrupt(), threads, toError);
  }

  /** @param threads what each statement takes one of while it runs. */
  static async open(
    instance: DuckDBInstance,
    threads?: Slots,
    toError: ToError = classifyError,
  ): Promise<Session> {
    return new Session(await instance.connect(), threads, toError);
  }

  run<Row>(
    query: Pick<CompiledQuery, "sql" | "parameters">,
    signal?: AbortSignal,
  ): Promise<QueryResult<Row>> {
    const stoppable = !endsTransaction.test(query.sql);
    return this.exclusively(
      async () => {
        const result =
          query.parameters.length === 0
            ? // Without parameters the text may hold several statements, as a migration file does.
              await this.#connection.run(query.sql)
            : await (await this.#statement(query.sql)).run(query.parameters);
        return toQueryResult<Row>(result);
      },
      { signal, stoppable },
    );
  }

  /** Begins or commits; prepared, which spares parsing it again for each write. */
  async control(sql: "BEGIN TRANSACTION" | "COMMIT"): Promise<void> {
    await this.exclusively(async () => (await this.#statement(sql)).run([]), {
      stoppable: sql !== "COMMIT",
    });
  }

  /** For what must hold the connection longer than one statement, such as a stream. */
  exclusively<T>(work: () => Promise<T>, options?: TurnOptions): Promise<T> {
    return this.#turns.take(work, options);
  }

  /** Ends what runs and what waits. */
  stop(error: HandsFreeError): void {
    this.#turns.stop(error);
  }

  /** The same, and refuses what comes later, except for the end of a transaction. */
  end(error: HandsFreeError): void {
    this.#turns.end(error);
  }

  /** Whether a text is one statement, and that only reads: by what the engine says, not by its look. */
  onlyReads(sql: string, signal: AbortSignal): Promise<boolean> {
    return this.exclusively(
      async () => {
        const statements = await this.#connection.extractStatements(sql);
        if (statements.count !== 1) return false;
        const statement = await statements.prepare(0);
        try {
          return statement.statementType === StatementType.SELECT;
        } finally {
          statement.destroySync();
        }
      },
      { signal },
    );
  }

  /** The types of a statement's parameters, as its columns have them. */
  parameterTypes(sql: string): Promise<Statement["parameterTypes"]> {
    return this.exclusively(async () => (await this.#statement(sql)).parameterTypes);
  }

  /** Runs a prepared statement chunk by chunk. Only within `exclusively`. */
  async stream(query: CompiledQuery): Promise<DuckDBResult> {
    this.#streamed = await (await this.#statement(query.sql)).stream(query.parameters);
    return this.#streamed;
  }

  /**
   * Ends what is streamed, and with it the transaction. Until it is collected, a result that was not read
   * to its end would keep the database open, past every close, unless its reading fails.
   */
  endStream(): Promise<void> {
    return this.exclusively(
      async () => {
        let rows = 1;
        while (rows > 0) {
          this.#connection.interrupt();
          rows = (await this.#streamed?.fetchChunk())?.rowCount ?? 0;
        }
        this.#streamed = undefined;
      },
      { stoppable: false },
    );
  }

  /** Runs a statement whose parameters the caller has encoded already. */
  runBound<Row>(sql: string, parameters: readonly Bound[]): Promise<QueryResult<Row>> {
    return this.exclusively(async () =>
      toQueryResult<Row>(await (await this.#statement(sql)).runBound(parameters)),
    );
  }

  /** Waits for all that was called: closing a connection under a running query can crash the process. */
  close(): Promise<void> {
    return this.exclusively(
      async () => {
        for (const statement of this.#statements.values()) statement.destroy();
        this.#connection.closeSync();
      },
      { stoppable: false },
    );
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
