import type { CompiledQuery, QueryResult } from "kysely";
import type { OpenFile } from "../files/attached-file.ts";
import { DatabaseError, type HandsFreeError } from "../../errors.ts";
import type { DatabaseObserver } from "../../observer.ts";
import { sizeOf } from "../../size-of.ts";
import { onStop, StopSource, throwIfStopped } from "../../stop-source.ts";
import { streamTimedOut, transactionTimedOut } from "../../time-limit.ts";
import { LentSessions } from "../session/lent-sessions.ts";
import { ReadTransactions } from "../readers/read-transactions.ts";
import { type RawPlace, Readers } from "../readers/readers.ts";
import { Session } from "../session/session.ts";
import type { DuckDbSettings } from "./settings.ts";
import { Semaphore } from "../session/semaphore.ts";
import type { TransactionLimits } from "./transaction-limits.ts";
import type { ToError } from "../session/statement-run.ts";
import { StatementTask } from "../writer/statement-task.ts";
import type { Task } from "../writer/task.ts";
import { ExclusiveTask } from "../writer/exclusive-task.ts";
import { Writer, type WriteQueueLimits } from "../writer/writer.ts";

/**
 * Each running statement occupies one of libuv's four threads, which file access needs as well. So at most
 * two statements read at a time, and one writes.
 */
const readerCount = 2;

export interface EngineOptions {
  readonly settings: DuckDbSettings;
  readonly writeQueue: WriteQueueLimits;
  /** The time limit of an open transaction in milliseconds. */
  readonly transactionTimeLimit: number;
  /** The time limit of an open stream in milliseconds. */
  readonly streamTimeLimit: number;
  /** The time that `close` waits for running work before it stops it, in milliseconds. */
  readonly closeTimeLimit: number;
  readonly observer: DatabaseObserver;
}

/** Functions about the file of an engine. */
export interface EngineFile {
  readonly toError: ToError;
  /** The reason why nothing may be written now, if there is one. */
  readonly refusal: () => DatabaseError | undefined;
  /** Called after each commit, also one that failed. */
  readonly committed: () => void;
}

/** An open DuckDB instance: one writer with its queue, and readers. */
export class DuckDbEngine {
  readonly readTransactions: ReadTransactions;
  #rawPlaces: Promise<void> = Promise.resolve();
  readonly #options: EngineOptions;
  readonly #stop = new StopSource();
  readonly #instance: OpenFile;
  readonly #writerSession: Session;
  readonly #writer: Writer;
  readonly #readers: Readers;
  readonly #lent: LentSessions;
  readonly #threads: Semaphore;
  #closing: Promise<void> | undefined;
  #failure: HandsFreeError | undefined;

  private constructor(
    instance: OpenFile,
    writerSession: Session,
    readers: readonly Session[],
    threads: Semaphore,
    options: EngineOptions,
    file: EngineFile,
  ) {
    this.#instance = instance;
    this.#writerSession = writerSession;
    this.#writer = new Writer(writerSession, options.writeQueue, options.observer, file);
    this.#readers = new Readers(readers, options.observer);
    const { toError } = file;
    this.readTransactions = new ReadTransactions(() => Session.open(instance, threads, toError));
    this.#lent = new LentSessions(() => Session.open(instance, undefined, toError));
    this.#threads = threads;
    this.#options = options;
  }

  static async open(
    instance: OpenFile,
    options: EngineOptions,
    file: EngineFile,
  ): Promise<DuckDbEngine> {
    const { toError } = file;
    const threads = new Semaphore(readerCount);
    const [session, ...readers] = await Promise.all([
      Session.open(instance, undefined, toError),
      ...Array.from({ length: readerCount }, () => Session.open(instance, threads, toError)),
    ]);
    return new DuckDbEngine(instance, session, readers, threads, options, file);
  }

  /** Runs a statement whose kind its node tells, outside the transactions of callers. */
  async run<Row>(query: CompiledQuery, signal?: AbortSignal): Promise<QueryResult<Row>> {
    if (query.query.kind === "SelectQueryNode") {
      this.requireOpen();
      return this.#readers.run<Row>(query, signal);
    }
    const task = new StatementTask(query);
    return (await this.submit(task, task.settled, signal)) as QueryResult<Row>;
  }

  /** Runs a raw statement if it only reads. @returns undefined if it does more; then nothing has run. */
  runIfReading<Row>(
    query: CompiledQuery,
    place: RawPlace,
    signal?: AbortSignal,
  ): Promise<QueryResult<Row> | undefined> {
    this.requireOpen();
    return this.#readers.runIfReading<Row>(query, place, signal);
  }

  /** Takes the next place of a raw statement, which must be left. */
  takeRawPlace(): RawPlace {
    const before = this.#rawPlaces;
    const left = Promise.withResolvers<void>();
    this.#rawPlaces = before.then(() => left.promise);
    return { before, leave: left.resolve };
  }

  /** Runs a read on the caller's own connection. */
  async onThread<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    this.requireOpen();
    const stop = new StopSource(signal, this.#stop.signal);
    try {
      await this.#threads.acquireUnlessStopped(stop.signal);
    } finally {
      stop.release();
    }
    try {
      return await work();
    } finally {
      this.#threads.release();
    }
  }

  /** Runs a write on the caller's own connection while the writer waits. */
  async inTurn<Row>(
    { parameters }: CompiledQuery,
    work: () => Promise<QueryResult<Row>>,
    signal?: AbortSignal,
  ): Promise<QueryResult<Row>> {
    const task = new ExclusiveTask(sizeOf(parameters), work);
    return this.submit(task, task.settled, signal);
  }

  /** Lends a connection, which must be given back. Call it only while the writer waits: closing waits for that. */
  lendSession(): Promise<Session> {
    return this.#lent.lend();
  }

  giveSessionBack(session: Session): Promise<void> {
    return this.#lent.giveBack(session);
  }

  /** Puts a write in the queue. A caller can cancel it while it waits. */
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

  /** The limits of a transaction that begins now. */
  transactionLimits(cancelled?: AbortSignal): TransactionLimits {
    const { transactionTimeLimit: timeLimit } = this.#options;
    return this.#limits(timeLimit, transactionTimedOut, cancelled);
  }

  /** The limits of a stream that begins now. */
  streamLimits(cancelled?: AbortSignal): TransactionLimits {
    const { streamTimeLimit: timeLimit } = this.#options;
    return this.#limits(timeLimit, streamTimedOut, cancelled);
  }

  #limits(
    timeLimit: number,
    timedOut: TransactionLimits["timedOut"],
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
   * Refuses new work, waits for running work up to the time limit, stops the rest, writes the log into the
   * file, and releases the file.
   */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  /** Stops all work with the error and closes. For an instance that a fatal error has ended. */
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
      await this.#instance.close();
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

  /** @throws {DatabaseError} the reason why the instance has ended, or `database_closed` once closing began. */
  requireOpen(): void {
    if (this.#failure) throw this.#failure;
    if (this.#closing) throw databaseClosed();
  }
}

function databaseClosed(): DatabaseError {
  return new DatabaseError("database_closed", "the database has been closed");
}
