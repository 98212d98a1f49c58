import type { PoolClient, QueryArrayConfig } from "pg";
import { DatabaseError, type HandsFreeError } from "../errors.ts";
import { onStop, throwIfStopped } from "../stop-source.ts";
import { runCancellable } from "./cancel-statement.ts";
import { classifyError } from "./classify-error.ts";
import { type TextResult, undecoded } from "./decode.ts";
import { encodeParameter } from "./encode.ts";
import { requireSendable } from "./message-limits.ts";
import type { PreparedNames } from "./prepared-names.ts";
import { queryAfter } from "./query-after.ts";
import type { SignsOfLife } from "./signs-of-life.ts";

/** The settings and functions of the pool that a connection to the server uses. */
export interface NativeContext {
  /** The time limit of a statement in milliseconds, if it has one. */
  readonly statementTimeLimit: number | undefined;
  readonly signsOfLife: SignsOfLife;
  /** Undefined behind a pooler, which may run each statement on another connection to the server. */
  readonly preparedNames: PreparedNames | undefined;
  /** Asks the server to end the statement that the connection runs. */
  readonly cancel: () => Promise<void>;
  readonly onRelease: () => void;
}

export interface Statement {
  readonly sql: string;
  readonly parameters: readonly unknown[];
  /** Ends it on the server. */
  readonly signal?: AbortSignal | undefined;
  /** Whether the server may keep its plan, if it is in no transaction. */
  readonly keepsPlan?: boolean;
  /** Statements that the same round trip runs first. Only for a statement with parameters. */
  readonly after?: readonly string[];
}

/** The state of the connection that decides the errors of its statements. */
export interface StatementPlace {
  readonly inTransaction: boolean;
  readonly readOnly: boolean;
}

/** A connection of `pg`: encodes values, classifies errors, and ends a statement that must end. */
export class NativeConnection {
  readonly #native: PoolClient;
  readonly #context: NativeContext;
  #stopRunning: ((error: HandsFreeError) => void) | undefined;
  /** Whether the server no longer accepts writes. */
  #demoted = false;
  /** Whether the connection was closed because the server did not answer. */
  #givenUp = false;
  #released = false;

  constructor(native: PoolClient, context: NativeContext) {
    this.#native = native;
    this.#context = context;
  }

  get givenUp(): boolean {
    return this.#givenUp;
  }

  get released(): boolean {
    return this.#released;
  }

  /** @param destroy whether the next user must get another connection. */
  release(destroy: boolean): void {
    if (this.#released) return;
    this.#released = true;
    this.#native.release(destroy || this.#demoted);
    this.#context.onRelease();
  }

  /** Ends the statement that runs, if one does. */
  stop(error: HandsFreeError): void {
    this.#stopRunning?.(error);
  }

  /**
   * Runs a statement outside of a transaction, of which the server may keep the plan. A plan that is no longer valid, or
   * that takes values as the types which columns had before, is made again: a statement that failed has kept nothing.
   */
  async runPrepared(statement: Statement, place: StatementPlace): Promise<TextResult> {
    const { preparedNames: names } = this.#context;
    const name = names?.nameOf(statement.sql);
    try {
      return await this.runCancellable(statement, place, name);
    } catch (error) {
      const state = name === undefined ? "" : sqlStateOf(error);
      if (!mayBeStale.test(state)) throw error;
      if (isStale.test(state)) names?.renew(statement.sql);
      const result = await this.runCancellable(statement, place);
      if (!isStale.test(state)) names?.renew(statement.sql);
      return result;
    }
  }

  /** Runs a statement that the signal, the time limit of statements and `stop` end. */
  async runCancellable(
    statement: Statement,
    place: StatementPlace,
    name?: string,
  ): Promise<TextResult> {
    const { signal } = statement;
    throwIfStopped(signal);
    const { statementTimeLimit: limit, cancel } = this.#context;
    return runCancellable(
      {
        run: async () => lastOf(await this.#run(statement, place, name)),
        cancel,
        giveUp: () => this.#giveUp(),
      },
      (stop) => {
        this.#stopRunning = stop;
        const release = signal && onStop(signal, stop);
        const timer =
          limit === undefined ? undefined : setTimeout(() => stop(statementTimedOut(limit)), limit);
        return () => {
          this.#stopRunning = undefined;
          release?.();
          clearTimeout(timer);
        };
      },
    );
  }

  /** Runs a statement to its end. */
  async run(sql: string, place: StatementPlace): Promise<TextResult> {
    return lastOf(await this.#run({ sql, parameters: [] }, place));
  }

  /** Runs a text of several statements, and returns the result of each. */
  async runScript(sql: string, place: StatementPlace): Promise<readonly TextResult[]> {
    const results = await this.#run({ sql, parameters: [] }, place);
    return isList(results) ? results : [results];
  }

  async #run(
    { sql: text, parameters, after = [] }: Statement,
    place: StatementPlace,
    name?: string,
  ): Promise<TextResult | readonly TextResult[]> {
    try {
      const values = parameters.map(encodeParameter);
      requireSendable(text, values);
      const config = { ...(name !== undefined && { name }), text, values, ...undecoded };
      return await this.#context.signsOfLife.during(
        () => (after.length === 0 ? this.#native.query(config) : this.#queryAfter(after, config)),
        () => this.#giveUp(),
      );
    } catch (thrown) {
      const error = classifyError(thrown);
      this.#demoted ||= error.code === "database_read_only" && !place.readOnly;
      throw this.#givenUp && error.code === "database_unavailable"
        ? noAnswer(error, place.inTransaction)
        : error;
    }
  }

  #queryAfter(
    first: readonly string[],
    config: QueryArrayConfig,
  ): Promise<TextResult | readonly TextResult[]> {
    return new Promise((resolve, reject) => {
      this.#native.query(
        queryAfter(first, config, (error, results) => (error ? reject(error) : resolve(results))),
      );
    });
  }

  #giveUp(): void {
    this.#givenUp = true;
    this.release(true);
  }
}

/** The SQLSTATE of a plan that the server no longer has, or can no longer use for the table's columns. */
const isStale = /^(?:0A000|26000|42P05)$/;
/** Those, and values that may be wrong for the columns' former types only. */
const mayBeStale = /^(?:0A000|26000|42|22)/;

function sqlStateOf(error: unknown): string {
  return ((error as Error).cause as NodeJS.ErrnoException | undefined)?.code ?? "";
}

/** A text of several statements, such as a migration file, has several results. */
function lastOf(results: TextResult | readonly TextResult[]): TextResult {
  return isList(results) ? (results.at(-1) as TextResult) : results;
}

function isList(results: TextResult | readonly TextResult[]): results is readonly TextResult[] {
  return Array.isArray(results);
}

function statementTimedOut(limit: number): DatabaseError {
  return new DatabaseError("query_timed_out", `a statement took longer than ${limit} ms`, {
    retryable: true,
  });
}

/** Inside a transaction nothing was kept yet. An unknown outcome of its COMMIT has its own error. */
function noAnswer(cause: HandsFreeError, inTransaction: boolean): DatabaseError {
  const kept = inTransaction
    ? "nothing of the transaction was kept; try again"
    : "whether the statement was kept is not known, so check before you try again";
  const message = `the database server no longer answers; ${kept}`;
  return new DatabaseError("database_unavailable", message, { cause, retryable: inTransaction });
}
