import { setImmediate } from "node:timers/promises";
import type { CompiledQuery, QueryResult } from "kysely";
import { forAnotherCaller } from "../callers-stack.ts";
import type { HandsFreeError } from "../errors.ts";
import type { DatabaseObserver } from "../observer.ts";
import { onStop, throwIfStopped } from "../stop-source.ts";
import { lookupBatch } from "./batches/lookup-batch.ts";
import type { LookupShape } from "./batches/lookup-shape.ts";
import { statementShape } from "./batches/statement-shape.ts";
import type { Session } from "./session.ts";

/** The most look-ups that are one statement. */
const batchSize = 500;

/** Texts come from code, so there are few; a program that makes them up must not fill the memory. */
const remembered = 1000;

interface Read {
  readonly query: CompiledQuery;
  readonly signal: AbortSignal | undefined;
  readonly shape: LookupShape | undefined;
  /** Whether only the engine can say that it reads; what does not is resolved with undefined. */
  readonly unsure: boolean;
  readonly resolve: (result: QueryResult<unknown> | undefined) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * The connections that only read. What waits while they are busy goes to the first that is free, in the
 * order of arrival; look-ups of one shape go together, as one statement.
 */
export class Readers {
  readonly #sessions: readonly Session[];
  readonly #idle: Session[];
  readonly #observer: DatabaseObserver;
  readonly #working = new Set<Promise<void>>();
  /** Of raw texts, whether they only read. */
  readonly #onlyReads = new Map<string, boolean>();
  #waiting: Read[] = [];
  #ended: HandsFreeError | undefined;

  constructor(sessions: readonly Session[], observer: DatabaseObserver) {
    this.#sessions = sessions;
    this.#observer = observer;
    this.#idle = [...sessions];
  }

  /** @param signal ends it, be it waiting or running; such a read is a statement of its own. */
  async run<Row>(query: CompiledQuery, signal?: AbortSignal): Promise<QueryResult<Row>> {
    const shape = signal === undefined ? statementShape(query) : undefined;
    const lookup = shape?.kind === "lookup" ? shape : undefined;
    return (await this.#run({ query, signal, shape: lookup, unsure: false })) as QueryResult<Row>;
  }

  /** Runs a raw text, unless it does more than read. @returns undefined for one that does. */
  async runIfReading<Row>(
    query: CompiledQuery,
    signal?: AbortSignal,
  ): Promise<QueryResult<Row> | undefined> {
    const known = this.#onlyReads.get(query.sql);
    if (known === false) return undefined;
    const unsure = known === undefined;
    const result = await this.#run({ query, signal, shape: undefined, unsure });
    if (this.#onlyReads.size >= remembered) this.#onlyReads.clear();
    this.#onlyReads.set(query.sql, result !== undefined);
    return result as QueryResult<Row> | undefined;
  }

  async #run(asked: Omit<Read, "resolve" | "reject">): Promise<QueryResult<unknown> | undefined> {
    const { signal } = asked;
    throwIfStopped(signal);
    if (this.#ended) throw this.#ended;
    const { promise, resolve, reject } = Promise.withResolvers<QueryResult<unknown> | undefined>();
    const read: Read = { ...asked, resolve, reject };
    this.#waiting.push(read);
    const session = this.#idle.pop();
    if (session) this.#start(session);
    if (signal === undefined) return promise;
    const release = onStop(signal, (error) => this.#withdraw(read, error));
    return promise.finally(release);
  }

  /** Ends what runs and what waits, and refuses what comes later. */
  end(error: HandsFreeError): void {
    this.#ended = error;
    for (const { reject } of this.#waiting.splice(0)) reject(forAnotherCaller(error));
    for (const session of this.#sessions) session.end(error);
  }

  /** Waits for what was called. */
  async close(): Promise<void> {
    while (this.#working.size > 0) await Promise.all(this.#working);
    await Promise.all(this.#sessions.map((session) => session.close()));
  }

  #start(session: Session): void {
    const work = this.#work(session).finally(() => this.#working.delete(work));
    this.#working.add(work);
  }

  async #work(session: Session): Promise<void> {
    // Calls of the same tick are waiting before the first are taken.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const reads = this.#take();
      const started = performance.now();
      const read = await runReads(session, reads);
      if (read > 0) this.#tell(read, performance.now() - started);
      // Callers that were just answered can join the next ones; a lone one is not made to wait.
      if (reads.length > 1) await setImmediate();
    }
    this.#idle.push(session);
  }

  #withdraw(read: Read, error: HandsFreeError): void {
    const index = this.#waiting.indexOf(read);
    if (index === -1) return;
    this.#waiting.splice(index, 1);
    read.reject(error);
  }

  #tell(reads: number, milliseconds: number): void {
    try {
      this.#observer.onRead?.({ reads, waiting: this.#waiting.length, milliseconds });
    } catch {
      // Whoever watches must not stop the reads.
    }
  }

  /** The first that waits, and those that can be one statement with it. */
  #take(): Read[] {
    const [first, ...others] = this.#waiting;
    if (first === undefined) return [];
    const reads = [first];
    this.#waiting = others.filter((read) => {
      const joins =
        first.shape !== undefined && read.shape === first.shape && reads.length < batchSize;
      if (joins) reads.push(read);
      return !joins;
    });
    return reads;
  }
}

/** @returns how many of them were reads. */
async function runReads(session: Session, reads: readonly Read[]): Promise<number> {
  const shape = reads[0]?.shape;
  if (shape !== undefined && reads.length > 1) {
    try {
      const queries = reads.map(({ query }) => query);
      const results = await lookupBatch(session, shape, queries);
      for (const [index, read] of reads.entries()) {
        read.resolve(results[index]);
      }
      return reads.length;
    } catch {
      // One that fails must not fail the others: each alone, with the error that it would have had.
    }
  }
  let others = 0;
  for (const { query, signal, unsure, resolve, reject } of reads) {
    try {
      const run = unsure ? session.runIfReading(query, signal) : session.run(query, signal);
      const result = await run;
      if (result === undefined) others++;
      resolve(result);
    } catch (error) {
      reject(error);
    }
  }
  return reads.length - others;
}
