import type { DuckDBConnection, DuckDBMaterializedResult, DuckDBResult } from "@duckdb/node-api";
import type { CompiledQuery, QueryResult } from "kysely";
import type { OpenFile } from "../files/attached-file.ts";
import type { HandsFreeError } from "../../errors.ts";
import { classifyError } from "../errors/classify-error.ts";
import type { Bound } from "../values/encode.ts";
import { readOnly } from "./read-only.ts";
import { type KeyedRows, toKeyedRows, toQueryResult } from "./result.ts";
import { type Place, runText } from "./run-text.ts";
import type { Semaphore } from "./semaphore.ts";
import { Statement } from "./statement.ts";
import { reading } from "./statement-kinds.ts";
import { type RunOptions, SerialQueue } from "./serial-queue.ts";
import type { ToError } from "./statement-run.ts";

/** The number of prepared statements that a connection keeps. The least recently used goes first. */
const cachedStatements = 200;

/** Nodes of queries that only read. */
const readsByNode: ReadonlySet<string> = new Set(["SelectQueryNode", "RawNode"]);

/** A connection with its prepared statements. It runs one statement at a time, in the order of calls. */
export class Session {
  readonly #connection: DuckDBConnection;
  readonly #statements = new Map<string, Statement>();
  readonly #queue: SerialQueue;
  /** Raw texts of one statement that does not change the connection's state. */
  readonly #plain = new Set<string>();
  #streamed: DuckDBResult | undefined;
  #changed = false;

  private constructor(
    connection: DuckDBConnection,
    threads: Semaphore | undefined,
    toError: ToError,
  ) {
    this.#connection = connection;
    this.#queue = new SerialQueue(() => connection.interrupt(), threads, toError);
  }

  /** @param threads has a permit for each statement that may run at a time on several connections. */
  static async open(
    instance: Pick<OpenFile, "connect">,
    threads?: Semaphore,
    toError: ToError = classifyError,
  ): Promise<Session> {
    return new Session(await instance.connect(), threads, toError);
  }

  /** Runs a query of Kysely. A raw query must only read. */
  run<Row>(
    query: Pick<CompiledQuery, "sql" | "parameters" | "query">,
    signal?: AbortSignal,
  ): Promise<QueryResult<Row>> {
    const { sql, parameters } = query;
    return this.exclusively(
      async () => {
        if (parameters.length > 0) {
          return toQueryResult<Row>(await (await this.#statement(sql)).run(parameters));
        }
        return toQueryResult<Row>(
          readsByNode.has(query.query.kind)
            ? await this.#connection.run(sql)
            : await this.#runOnce(sql),
        );
      },
      { signal },
    );
  }

  /** Runs a text of our own, which may be several statements. @returns the rows of the last one. */
  execute<Row>(sql: string, signal?: AbortSignal): Promise<Row[]> {
    return this.exclusively(async () => toQueryResult<Row>(await this.#connection.run(sql)).rows, {
      signal,
    });
  }

  /** Prepares a change before it runs, so that a refused RETURNING has written nothing. */
  async #runOnce(sql: string): Promise<DuckDBMaterializedResult> {
    const statement = await Statement.prepare(this.#connection, sql);
    try {
      return await statement.run([]);
    } finally {
      statement.destroy();
    }
  }

  /**
   * Begins or ends a transaction. The end cannot be stopped: DuckDB reports failure for a COMMIT that is
   * interrupted, and keeps what it wrote.
   */
  async control(sql: "BEGIN TRANSACTION" | "COMMIT" | "ROLLBACK"): Promise<void> {
    const ends = sql !== "BEGIN TRANSACTION";
    // In a transaction that failed nothing can be prepared.
    const run = async (): Promise<unknown> =>
      sql === "ROLLBACK" ? this.#connection.run(sql) : (await this.#statement(sql)).run([]);
    try {
      await this.exclusively(run, { stoppable: !ends });
    } finally {
      if (ends) this.#queue.accept();
    }
  }

  /** Runs work that holds the connection longer than one statement, such as a step of a stream. */
  exclusively<T>(work: () => Promise<T>, options?: RunOptions): Promise<T> {
    return this.#queue.run(work, options);
  }

  /** Stops all runs, and refuses new ones until the transaction ends. */
  stop(error: HandsFreeError): void {
    this.#queue.stop(error);
  }

  /** Stops all runs, and refuses new ones, except for the end of a transaction. */
  end(error: HandsFreeError): void {
    this.#queue.end(error);
  }

  /**
   * Runs a raw text if the engine confirms that it only reads.
   *
   * @returns undefined if it does more. Then nothing has run.
   */
  runIfReading<Row>(
    query: Pick<CompiledQuery, "sql" | "parameters">,
    signal?: AbortSignal,
    onReading?: () => void,
  ): Promise<QueryResult<Row> | undefined> {
    return this.exclusively(
      async () => {
        if (!(await this.#onlyReads(query.sql))) return undefined;
        onReading?.();
        return readOnly(this.#connection, async () =>
          query.parameters.length === 0
            ? this.#connection.run(query.sql)
            : (await this.#statement(query.sql)).run(query.parameters),
        );
      },
      { signal },
    ) as Promise<QueryResult<Row> | undefined>;
  }

  /** Runs a raw text of a caller, which may be several statements. */
  runText<Row>(
    query: Pick<CompiledQuery, "sql" | "parameters">,
    place: Place,
    signal?: AbortSignal,
  ): Promise<QueryResult<Row>> {
    return this.exclusively(
      async () => {
        if (this.#plain.has(query.sql)) {
          const statement = await this.#statement(query.sql);
          return toQueryResult<Row>(await statement.run(query.parameters));
        }
        try {
          const { result, changed, isPlain } = await runText(this.#connection, query, place);
          this.#changed ||= changed;
          if (changed) this.#forgetStatements();
          if (isPlain && query.parameters.length > 0) this.#plain.add(query.sql);
          if (this.#plain.size > cachedStatements) this.#plain.clear();
          return result as QueryResult<Row>;
        } catch (error) {
          this.#changed = true;
          throw error;
        }
      },
      { signal },
    );
  }

  /** Whether the connection may have state that others do not have. */
  get changed(): boolean {
    return this.#changed;
  }

  /** The types of a statement's parameters, which are those of its columns. */
  parameterTypes(sql: string): Promise<Statement["parameterTypes"]> {
    return this.exclusively(async () => (await this.#statement(sql)).parameterTypes);
  }

  /** Runs a statement chunk by chunk. Call it within `exclusively`, in a transaction. */
  async stream(query: CompiledQuery): Promise<DuckDBResult> {
    if (query.parameters.length === 0) this.#forget(query.sql);
    this.#streamed = await (await this.#statement(query.sql)).stream(query.parameters);
    return this.#streamed;
  }

  /**
   * Interrupts the stream, and so ends its transaction. A result that was not read to its end would keep the
   * database open until it is collected, even after close, unless reading it fails.
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

  /** Runs a statement with parameters that the caller has encoded. */
  runBound<Row>(sql: string, parameters: readonly Bound[]): Promise<QueryResult<Row>> {
    return this.exclusively(async () =>
      toQueryResult<Row>(await (await this.#statement(sql)).runBound(parameters)),
    );
  }

  /** Runs a look-up whose last column is the key. */
  lookUp(sql: string, parameters: readonly Bound[]): Promise<KeyedRows> {
    return this.exclusively(async () =>
      toKeyedRows(await (await this.#statement(sql)).runBound(parameters)),
    );
  }

  /** Closes after all runs, since closing a connection during a query can crash the process. */
  close(): Promise<void> {
    return this.exclusively(
      async () => {
        this.#forgetStatements();
        this.#connection.closeSync();
      },
      { stoppable: false },
    );
  }

  /** Whether a text is one statement that can be prepared and returns rows. */
  async #onlyReads(sql: string): Promise<boolean> {
    const statements = await this.#connection.extractStatements(sql).catch(() => undefined);
    if (statements?.count !== 1) return false;
    const prepared = await statements.prepare(0).catch(() => undefined);
    if (prepared === undefined) return false;
    const onlyReads = reading.has(prepared.statementType);
    prepared.destroySync();
    return onlyReads;
  }

  /** Prepared statements keep the settings of their time: `current_setting(…)` is a constant in them. */
  #forgetStatements(): void {
    for (const statement of this.#statements.values()) statement.destroy();
    this.#statements.clear();
  }

  #forget(sql: string): void {
    this.#statements.get(sql)?.destroy();
    this.#statements.delete(sql);
  }

  /**
   * Prepares a statement, or reuses a prepared one. Only for statements with parameters: others are never
   * planned again, and their plans rely on the ranges of values at that time, so rows would be wrong.
   */
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
