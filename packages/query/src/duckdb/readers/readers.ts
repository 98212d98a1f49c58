import { setImmediate } from "node:timers/promises";
import type { CompiledQuery, QueryResult } from "kysely";
import { forAnotherCaller } from "../../callers-stack.ts";
import type { HandsFreeError } from "../../errors.ts";
import type { DatabaseObserver } from "../../observer.ts";
import { onStop, throwIfStopped } from "../../stop-source.ts";
import { listBatch } from "../batches/list-batch.ts";
import { ListRoom } from "../batches/list-room.ts";
import { lookupBatch } from "../batches/lookup-batch.ts";
import { type ReadShape, statementShape } from "../batches/statement-shape.ts";
import type { Session } from "../session/session.ts";

/** The most reads that share a statement. */
const batchSize = 500;

/** Texts come from code, so there are few. The limit is for programs that generate them. */
const remembered = 1000;

interface Read {
  readonly query: CompiledQuery;
  readonly signal: AbortSignal | undefined;
  readonly shape: ReadShape | undefined;
  /** Whether the engine must decide if it only reads. A statement that does more is resolved as undefined. */
  readonly unsure: boolean;
  /** Called when the engine has decided that it only reads. */
  readonly onReading?: (() => void) | undefined;
  readonly resolve: (result: QueryResult<unknown> | undefined) => void;
  readonly reject: (reason: unknown) => void;
}

/** The place of a raw statement among those whose kind is not known yet. */
export interface RawPlace {
  /** Resolves when each earlier one is in the writer's queue, or is known to read. */
  readonly before: Promise<void>;
  readonly leave: () => void;
}

/**
 * The connections that only read. Reads wait in order of arrival for one that is free. Waiting look-ups of
 * one shape run as one statement, and so do waiting lists. A statement begins after each of its reads was asked for,
 * so a caller's read sees the caller's earlier writes.
 */
export class Readers {
  readonly #sessions: readonly Session[];
  readonly #idle: Session[];
  readonly #observer: DatabaseObserver;
  readonly #working = new Set<Promise<void>>();
  /** Whether a raw text only reads. */
  readonly #onlyReads = new Map<string, boolean>();
  #waiting: Read[] = [];
  #ended: HandsFreeError | undefined;

  constructor(sessions: readonly Session[], observer: DatabaseObserver) {
    this.#sessions = sessions;
    this.#observer = observer;
    this.#idle = [...sessions];
  }

  /** @param signal stops the read, which then shares no statement with others. */
  async run<Row>(query: CompiledQuery, signal?: AbortSignal): Promise<QueryResult<Row>> {
    const shape = signal === undefined ? readShape(query) : undefined;
    return (await this.#run({ query, signal, shape, unsure: false })) as QueryResult<Row>;
  }

  /**
   * Runs a raw text if it only reads.
   *
   * @param place is left here by a text that reads. The caller leaves it otherwise.
   * @returns undefined if it does more; then nothing has run.
   */
  async runIfReading<Row>(
    query: CompiledQuery,
    place: RawPlace,
    signal?: AbortSignal,
  ): Promise<QueryResult<Row> | undefined> {
    const known = this.#onlyReads.get(query.sql);
    if (known === false) return undefined;
    const unsure = known === undefined;
    if (!unsure) place.leave();
    const onReading = place.leave;
    const result = await this.#run({ query, signal, shape: undefined, unsure, onReading });
    // Two readers look at two texts at once, and the second can have its answer first.
    if (unsure && result === undefined) await place.before;
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

  /** Stops all reads, and refuses new ones. */
  end(error: HandsFreeError): void {
    this.#ended = error;
    for (const { reject } of this.#waiting.splice(0)) reject(forAnotherCaller(error));
    for (const session of this.#sessions) session.end(error);
  }

  /** Waits for all reads, and closes the connections. */
  async close(): Promise<void> {
    while (this.#working.size > 0) await Promise.all(this.#working);
    await Promise.all(this.#sessions.map((session) => session.close()));
  }

  #start(session: Session): void {
    const work = this.#work(session).finally(() => this.#working.delete(work));
    this.#working.add(work);
  }

  async #work(session: Session): Promise<void> {
    // Lets the other calls of this tick join the first statement.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const reads = this.#take();
      const started = performance.now();
      const read = await runReads(session, reads);
      if (read > 0) this.#report(read, performance.now() - started);
      // Lets callers that were just answered join the next reads. A lone caller does not wait.
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

  #report(reads: number, milliseconds: number): void {
    try {
      this.#observer.onRead?.({ reads, waiting: this.#waiting.length, milliseconds });
    } catch {
      // An observer that throws must not stop the reads.
    }
  }

  /** Takes the first waiting read, and those that can be one statement with it. */
  #take(): Read[] {
    const [first, ...others] = this.#waiting;
    if (first === undefined) return [];
    const reads = [first];
    const { shape } = first;
    if (shape === undefined) {
      this.#waiting = others;
      return reads;
    }
    const room = shape.kind === "list" ? new ListRoom(shape, first.query) : undefined;
    this.#waiting = others.filter((read) => {
      const joins =
        read.shape === shape && reads.length < batchSize && room?.add(read.query) !== false;
      if (joins) reads.push(read);
      return !joins;
    });
    return reads;
  }
}

function readShape(query: CompiledQuery): ReadShape | undefined {
  const shape = statementShape(query);
  return shape?.kind === "lookup" || shape?.kind === "list" ? shape : undefined;
}

function runTogether(
  session: Session,
  shape: ReadShape,
  queries: readonly CompiledQuery[],
): Promise<QueryResult<unknown>[]> {
  return shape.kind === "lookup"
    ? lookupBatch(session, shape, queries)
    : listBatch(session, shape, queries);
}

/** @returns how many of the statements only read. */
async function runReads(session: Session, reads: readonly Read[]): Promise<number> {
  const shape = reads[0]?.shape;
  if (shape !== undefined && reads.length > 1) {
    try {
      const queries = reads.map(({ query }) => query);
      const results = await runTogether(session, shape, queries);
      for (const [index, read] of reads.entries()) {
        read.resolve(results[index]);
      }
      return reads.length;
    } catch {
      // Run each alone, so that one that fails does not fail the others.
    }
  }
  let others = 0;
  for (const { query, signal, unsure, onReading, resolve, reject } of reads) {
    try {
      const run = unsure
        ? session.runIfReading(query, signal, onReading)
        : session.run(query, signal);
      const result = await run;
      if (result === undefined) others++;
      resolve(result);
    } catch (error) {
      reject(error);
    }
  }
  return reads.length - others;
}
