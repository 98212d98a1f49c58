import type { DuckDBInstance } from "@duckdb/node-api";
import type { CompiledQuery, QueryResult } from "kysely";
import { DatabaseError, type HandsFreeError } from "../errors.ts";
import type { DatabaseObserver } from "../observer.ts";
import { onStop, StopSource, throwIfStopped } from "../stop-source.ts";
import { streamTimedOut } from "../time-limit.ts";
import { LentSessions } from "./lent-sessions.ts";
import { ReadTransactions } from "./read-transactions.ts";
import { Readers } from "./readers.ts";
import { Session } from "./session.ts";
import type { DuckDbSettings } from "./settings.ts";
import { Slots } from "./slots.ts";
import { type TransactionLimits, transactionTimedOut } from "./transaction-limits.ts";
import type { ToError } from "./use.ts";
import { statementTask } from "./writer/statement-task.ts";
import { sizeOf, type Task } from "./writer/task.ts";
import { TurnTask } from "./writer/turn-task.ts";
import { Writer, type WriteQueueLimits } from "./writer/writer.ts";

/**
 * Each running statement takes one of libuv's four threads, which file access needs too. So two read at a
 * time, be it for a query, a stream or a transaction, beside the one that writes.
 */
const readerCount = 2;

export interface EngineOptions {
  readonly settings: DuckDbSettings;
  readonly writeQueue: WriteQueueLimits;
  /** How long a transaction may be open, in milliseconds. */
  readonly transactionTimeLimit: number;
  /** How long a stream may be open, in milliseconds. */
  readonly streamTimeLimit: number;
  /** How long `close` waits for what is under way before it ends it, in milliseconds. */
  readonly closeTimeLimit: number;
  readonly observer: DatabaseObserver;
}

/** What an engine needs to know of the file that it is of. */
export interface EngineFile {
  readonly toError: ToError;
  /** Why nothing may be written now; undefined when it may. */
  readonly refusal: () => DatabaseError | undefined;
}

/** One open DuckDB instance: a writer with its queue, and readers beside it. */
export class DuckDbEngine {
  readonly readTransactions: ReadTransactions;
  readonly #options: EngineOptions;
  readonly #stop = new StopSource();
  readonly #instance: DuckDBInstance;
  readonly #writerSession: Session;
  readonly #writer: Writer;
  readonly #readers: Readers;
  readonly #lent: LentSessions;
  readonly #threads: Slots;
  #closing: Promise<void> | undefined;
  #failure: HandsFreeError | undefined;

  private constructor(
    instance: DuckDBInstance,
    writerSession: Session,
    readers: readonly Session[],
    threads: Slots,
    options: EngineOptions,
    file: EngineFile,
  ) {
    this.#instance = instance;
    this.#writerSession = writerSession;
    this.#writer = new Writer(writerSession, options.writeQueue, options.observer, file.refusal);
    this.#readers = new Readers(readers, options.observer);
    this.readTransactions = new ReadTransactions(instance, threads, file.toError);
    this.#lent = new LentSessions(instance, file.toError);
    this.#threads = threads;
    this.#options = options;
  }

  static async open(
    instance: DuckDBInstance,
    options: EngineOptions,
    file: EngineFile,
  ): Promise<DuckDbEngine> {
    const { toError } = file;
    const threads = new Slots(readerCount);
    const [session, ...readers] = await Promise.all([
      Session.open(instance, undefined, toError),
      ...Array.from({ length: readerCount }, () => Session.open(instance, threads, toError)),
    ]);
    return new DuckDbEngine(instance, session, readers, threads, options, file);
  }

  /** Runs a statement of which its node says what it does, outside any transaction of the caller's. */
  async run<Row>(query: CompiledQuery, signal?: AbortSignal): Promise<QueryResult<Row>> {
    if (query.query.kind === "SelectQueryNode") {
      this.requireOpen();
      return this.#readers.run<Row>(query, signal);
    }
    const task = statementTask(query);
    return (await this.submit(task, task.settled, signal)) as QueryResult<Row>;
  }

  /** Runs a raw statement where reads run. @returns undefined for one that does more. */
  runIfReading<Row>(
    query: CompiledQuery,
    signal?: AbortSignal,
  ): Promise<QueryResult<Row> | undefined> {
    this.requireOpen();
    return this.#readers.runIfReading<Row>(query, signal);
  }

  /** Does what only reads on a connection of the caller's own. */
  async onThread<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    this.requireOpen();
    const stop = new StopSource(signal, this.#stop.signal);
    try {
      await this.#threads.takeUnlessStopped(stop.signal);
    } finally {
      stop.release();
    }
    try {
      return await work();
    } finally {
      this.#threads.give();
    }
  }

  /** Does what writes on a connection of the caller's own, while the writer waits. */
  async inTurn<Row>(
    { parameters }: CompiledQuery,
    work: () => Promise<QueryResult<Row>>,
    signal?: AbortSignal,
  ): Promise<QueryResult<Row>> {
    const task = new TurnTask(sizeOf(parameters), work);
    return (await this.submit(task, task.settled, signal)) as QueryResult<Row>;
  }

  /** A connection of one's own, to be given back. Only in the writer's turn, which closing waits for. */
  lendSession(): Promise<Session> {
    return this.#lent.lend();
  }

  giveSessionBack(session: Session): Promise<void> {
    return this.#lent.giveBack(session);
  }

  /** Puts a write in the queue, out of which it is taken when its caller cancels it while it waits. */
  async submit<T>(task: Task, outcome: Promise<T>, signal?: AbortSignal): Promise<T> {
    this.requireOpen();
    throwIfStopped(signal);
    this.#writer.submit(task);
    if (signal === undefined) return outcome;
    const release = onStop(signal, (error) => {
      if (this.#writer.withdraw(task)) task.fail(error);
    });
    return outcome.finally(release);
  }

  /** Those of a transaction that the caller begins now. */
  transactionLimits(cancelled?: AbortSignal): TransactionLimits {
    const { transactionTimeLimit: timeLimit } = this.#options;
    return this.#limits(timeLimit, transactionTimedOut(timeLimit), cancelled);
  }

  /** Those of a stream that the caller begins now. */
  streamLimits(cancelled?: AbortSignal): TransactionLimits {
    const { streamTimeLimit: timeLimit } = this.#options;
    return this.#limits(timeLimit, streamTimedOut(timeLimit), cancelled);
  }

  #limits(
    timeLimit: number,
    timedOut: DatabaseError,
    cancelled: AbortSignal | undefined,
  ): TransactionLimits {
    this.requireOpen();
    return { timeLimit, timedOut, cancelled, closing: this.#stop.signal };
  }

  async observed<T>(query: CompiledQuery, work: () => Promise<T>): Promise<T> {
    if (this.#options.observer.onQuery === undefined) return work();
    const started = performance.now();
    let failed = true;
    try {
      const result = await work();
      failed = false;
      return result;
    } finally {
      const milliseconds = performance.now() - started;
      this.#options.observer.onQuery({ sql: query.sql, milliseconds, failed });
    }
  }

  /**
   * Takes no more work, finishes what is under way within the time limit, ends the rest, writes the log
   * into the file and lets it go.
   */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  /** The instance has ended: ends all that is under way with the error, and lets go of it. */
  fail(error: HandsFreeError): Promise<void> {
    this.#failure = error;
    this.#end(error);
    return this.close();
  }

  async #close(): Promise<void> {
    const { closeTimeLimit } = this.#options;
    const timer = setTimeout(() => this.#end(databaseClosed()), closeTimeLimit);
    try {
      await this.readTransactions.idle();
      await this.#writer.idle();
      await this.#lent.close();
      await this.#readers.close();
      await this.#writerSession.close();
      this.#instance.closeSync();
    } finally {
      clearTimeout(timer);
    }
  }

  #end(error: HandsFreeError): void {
    this.#stop.stop(error);
    this.#writer.end(error);
    this.#readers.end(error);
    this.#lent.end(error);
  }

  /** @throws {DatabaseError} why the instance has ended; `database_closed` from when it is closed on. */
  requireOpen(): void {
    if (this.#failure) throw this.#failure;
    if (this.#closing) throw databaseClosed();
  }
}

function databaseClosed(): DatabaseError {
  return new DatabaseError("database_closed", "the database has been closed");
}
