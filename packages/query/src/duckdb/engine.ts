import type { DuckDBInstance } from "@duckdb/node-api";
import type { CompiledQuery, QueryResult } from "kysely";
import { DatabaseError } from "../errors.ts";
import type { DatabaseObserver } from "../observer.ts";
import { Readers } from "./readers.ts";
import { Session } from "./session.ts";
import { statementTask } from "./writer/statement-task.ts";
import type { Task } from "./writer/task.ts";
import { Writer, type WriteQueueLimits } from "./writer/writer.ts";

/** Two, because each running query takes one of libuv's four threads, which file access needs too. */
const readerCount = 2;

export interface EngineOptions {
  readonly writeQueue: WriteQueueLimits;
  /** How long a transaction may hold the writer, in milliseconds. */
  readonly transactionTimeLimit: number;
  readonly observer: DatabaseObserver;
}

/** One open DuckDB instance: a writer with its queue, and readers beside it. */
export class DuckDbEngine {
  readonly transactionTimeLimit: number;
  readonly #instance: DuckDBInstance;
  readonly #writerSession: Session;
  readonly #writer: Writer;
  readonly #readers: Readers;
  readonly #observer: DatabaseObserver;
  #closing: Promise<void> | undefined;

  private constructor(
    instance: DuckDBInstance,
    writerSession: Session,
    readers: Readers,
    { writeQueue, transactionTimeLimit, observer }: EngineOptions,
  ) {
    this.#instance = instance;
    this.#writerSession = writerSession;
    this.#writer = new Writer(writerSession, writeQueue, observer);
    this.#readers = readers;
    this.#observer = observer;
    this.transactionTimeLimit = transactionTimeLimit;
  }

  static async open(instance: DuckDBInstance, options: EngineOptions): Promise<DuckDbEngine> {
    const [writer, ...readers] = await Promise.all(
      Array.from({ length: readerCount + 1 }, () => Session.open(instance)),
    );
    return new DuckDbEngine(
      instance,
      writer as Session,
      new Readers(readers, options.observer),
      options,
    );
  }

  /** Runs a statement outside any transaction of the caller's. */
  run<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    return this.observed(query, async () => {
      if (query.query.kind === "SelectQueryNode") {
        this.#requireOpen();
        return this.#readers.run<Row>(query);
      }
      const task = statementTask(query);
      this.submit(task);
      return (await task.settled) as QueryResult<Row>;
    });
  }

  /** Puts a write in the queue; whoever made the task waits for it. */
  submit(task: Task): void {
    this.#requireOpen();
    this.#writer.submit(task);
  }

  /** A connection for one use, such as a stream; whoever opens it closes it. */
  openSession(): Promise<Session> {
    this.#requireOpen();
    return Session.open(this.#instance);
  }

  async observed<T>(query: CompiledQuery, work: () => Promise<T>): Promise<T> {
    if (this.#observer.onQuery === undefined) return work();
    const started = performance.now();
    let failed = true;
    try {
      const result = await work();
      failed = false;
      return result;
    } finally {
      const milliseconds = performance.now() - started;
      this.#observer.onQuery({ sql: query.sql, milliseconds, failed });
    }
  }

  /** Takes no more work, finishes what is queued, writes the log into the file and lets it go. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await this.#writer.idle();
    await this.#readers.close();
    await this.#writerSession.close();
    this.#instance.closeSync();
  }

  #requireOpen(): void {
    if (this.#closing) throw new DatabaseError("database_closed", "the database has been closed");
  }
}
