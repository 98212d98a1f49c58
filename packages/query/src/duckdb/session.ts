import type {
  DuckDBConnection,
  DuckDBInstance,
  DuckDBMaterializedResult,
  DuckDBResult,
} from "@duckdb/node-api";
import type { CompiledQuery, QueryResult } from "kysely";
import type { HandsFreeError } from "../errors.ts";
import { classifyError } from "./classify-error.ts";
import type { Bound } from "./encode.ts";
import { readOnly } from "./read-only.ts";
import { toQueryResult } from "./result.ts";
import { type Place, runText } from "./run-text.ts";
import type { Slots } from "./slots.ts";
import { Statement } from "./statement.ts";
import { reading } from "./statement-kinds.ts";
import { type TurnOptions, Turns } from "./turns.ts";
import type { ToError } from "./use.ts";

/** How many prepared statements a connection keeps. The least recently used goes first. */
const cachedStatements = 200;

/** DuckDB reports a COMMIT that is interrupted as failed, and has kept what it wrote. */
/** The nodes of queries that run as they stand; a raw one comes here only when it reads. */
const readsByNode: ReadonlySet<string> = new Set(["SelectQueryNode", "RawNode"]);

const endsTransaction = /^\s*(?:commit|end|rollback|abort)\b/i;

/** One connection with its prepared statements. It runs one statement at a time, in the order of calls. */
export class Session {
  readonly #connection: DuckDBConnection;
  readonly #statements = new Map<string, Statement>();
  readonly #turns: Turns;
  /** Raw texts that are one statement which leaves nothing behind on the connection. */
  readonly #plain = new Set<string>();
  #streamed: DuckDBResult | undefined;
  #changed = false;

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

  /** Runs a query of Kysely's, or a text of our own, which without parameters may be several statements. */
  run<Row>(
    query: Pick<CompiledQuery, "sql" | "parameters"> & Partial<Pick<CompiledQuery, "query">>,
    signal?: AbortSignal,
  ): Promise<QueryResult<Row>> {
    const stoppable = !endsTransaction.test(query.sql);
    const done = this.exclusively(
      async () => {
        const mayKeep = query.parameters.length > 0;
        const changes = query.query !== undefined && !readsByNode.has(query.query.kind);
        if (mayKeep) {
          return toQueryResult<Row>(await (await this.#statement(query.sql)).run(query.parameters));
        }
        return toQueryResult<Row>(
          changes ? await this.#runOnce(query.sql) : await this.#connection.run(query.sql),
        );
      },
      { signal, stoppable },
    );
    return stoppable ? done : done.finally(() => this.#turns.accept());
  }

  /** Prepares a change first, so that one whose RETURNING is refused has written nothing. */
  async #runOnce(sql: string): Promise<DuckDBMaterializedResult> {
    const statement = await Statement.prepare(this.#connection, sql);
    try {
      return await statement.run([]);
    } finally {
      statement.destroy();
    }
  }

  /** Begins or commits; prepared, which spares parsing it again for each write. */
  async control(sql: "BEGIN TRANSACTION" | "COMMIT"): Promise<void> {
    const commits = sql === "COMMIT";
    try {
      await this.exclusively(async () => (await this.#statement(sql)).run([]), {
        stoppable: !commits,
      });
    } finally {
      if (commits) this.#turns.accept();
    }
  }

  /** For what must hold the connection longer than one statement, such as a stream. */
  exclusively<T>(work: () => Promise<T>, options?: TurnOptions): Promise<T> {
    return this.#turns.take(work, options);
  }

  /** Ends what runs and what waits, and refuses what comes before the end of the transaction. */
  stop(error: HandsFreeError): void {
    this.#turns.stop(error);
  }

  /** The same, and refuses what comes later, except for the end of a transaction. */
  end(error: HandsFreeError): void {
    this.#turns.end(error);
  }

  /**
   * Runs a raw text, unless the engine says that it does more than read.
   *
   * @returns undefined for what has to run where writes do.
   */
  runIfReading<Row>(
    query: Pick<CompiledQuery, "sql" | "parameters">,
    signal?: AbortSignal,
  ): Promise<QueryResult<Row> | undefined> {
    return this.exclusively(
      async () => {
        if (!(await this.#onlyReads(query.sql))) return undefined;
        return readOnly(this.#connection, async () =>
          query.parameters.length === 0
            ? this.#connection.run(query.sql)
            : (await this.#statement(query.sql)).run(query.parameters),
        );
      },
      { signal },
    ) as Promise<QueryResult<Row> | undefined>;
  }

  /** Runs a raw text, which may be several statements. */
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

  /** Whether the connection may know of something that others do not. */
  get changed(): boolean {
    return this.#changed;
  }

  /** The types of a statement's parameters, as its columns have them. */
  parameterTypes(sql: string): Promise<Statement["parameterTypes"]> {
    return this.exclusively(async () => (await this.#statement(sql)).parameterTypes);
  }

  /** Runs a prepared statement chunk by chunk. Only within `exclusively`, in a transaction. */
  async stream(query: CompiledQuery): Promise<DuckDBResult> {
    if (query.parameters.length === 0) this.#forget(query.sql);
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
        this.#forgetStatements();
        this.#connection.closeSync();
      },
      { stoppable: false },
    );
  }

  /** False for several statements, for one that cannot be prepared, and for one that writes. */
  async #onlyReads(sql: string): Promise<boolean> {
    const statements = await this.#connection.extractStatements(sql).catch(() => undefined);
    if (statements?.count !== 1) return false;
    const prepared = await statements.prepare(0).catch(() => undefined);
    if (prepared === undefined) return false;
    const onlyReads = reading.has(prepared.statementType);
    prepared.destroySync();
    return onlyReads;
  }

  /** What was prepared holds the settings and the names of then: `current_setting(…)` is a constant in it. */
  #forgetStatements(): void {
    for (const statement of this.#statements.values()) statement.destroy();
    this.#statements.clear();
  }

  #forget(sql: string): void {
    this.#statements.get(sql)?.destroy();
    this.#statements.delete(sql);
  }

  /**
   * The statement as it was prepared before, for one with parameters. One without is never planned again: its
   * plan relies on the least and the largest values that its tables had, and of others it makes wrong rows.
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
