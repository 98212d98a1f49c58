import { executeAll, type Executor, inTransaction } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { callLater, type Context, requireCall, systemContext } from "../context.ts";
import { requireUuid } from "../validate.ts";
import { identityLimits } from "./limits.ts";

/** The last use of a key or a session. */
interface Use {
  readonly table: "access_keys" | "sessions";
  readonly at: Date;
}

/**
 * Collects the uses of keys and sessions in memory, and writes `lastUsedAt` once a minute for all that were used, so
 * that a request costs no commit. Make one per process, and close it when the process ends. A crash loses only the
 * uses of the last minute.
 *
 * It holds one time for each of up to 10,000 keys and sessions; the uses of further ones are not noted until the next
 * flush.
 */
export class KeyUse implements AsyncDisposable {
  readonly #db: Executor<Database>;
  readonly #context: Context;
  #waiting = new Map<string, Use>();
  #cancel: (() => void) | undefined;
  #writing: Promise<void> = Promise.resolve();
  #isClosed = false;

  /** @throws {InvalidInputError} if `db` is not a database, or the context is invalid. */
  constructor(db: Executor<Database>, context: Context = systemContext) {
    requireCall(db, context);
    this.#db = db;
    this.#context = context;
  }

  /** Notes that a key was used now. Does nothing once it is closed. @param keyId the id of the key. */
  note(keyId: string): void {
    this.#note("access_keys", requireUuid("keyId", keyId));
  }

  /** Notes that a session was used now. Does nothing once it is closed. @param sessionId the id of the session. */
  noteSession(sessionId: string): void {
    this.#note("sessions", requireUuid("sessionId", sessionId));
  }

  /** Writes what waits. If that fails, it waits for the next flush. @throws {DatabaseError} if the write fails. */
  async flush(): Promise<void> {
    const before = this.#writing;
    // One after the other, so that an earlier use does not replace a later one.
    const write = before.catch(() => undefined).then(() => this.#write());
    this.#writing = write;
    await write;
  }

  /** Writes what waits, and notes no more. @throws {DatabaseError} if the write fails. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancel?.();
    this.#cancel = undefined;
    await this.flush();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #note(table: Use["table"], id: string): void {
    const isFull = this.#waiting.size >= identityLimits.waitingUses && !this.#waiting.has(id);
    if (this.#isClosed || isFull) return;
    this.#waiting.set(id, { table, at: this.#context.now() });
    this.#flushLater();
  }

  #flushLater(): void {
    if (this.#cancel !== undefined || this.#isClosed) return;
    const flush = (): void => {
      this.#cancel = undefined;
      // The uses wait for the next flush.
      this.flush().catch(() => this.#flushLater());
    };
    this.#cancel = callLater(this.#context, flush, identityLimits.useInterval * 1000);
  }

  async #write(): Promise<void> {
    const uses = this.#waiting;
    if (uses.size === 0) return;
    this.#waiting = new Map();
    try {
      await inTransaction(this.#db, (transaction) =>
        executeAll(
          transaction,
          // In one order, so that two servers do not wait for each other's rows.
          [...uses]
            .toSorted(([a], [b]) => (a < b ? -1 : 1))
            .map(([id, { table, at }]) =>
              transaction.updateTable(table).set({ last_used_at: at }).where("id", "=", id),
            ),
        ),
      );
    } catch (error) {
      this.#waiting = new Map([...uses, ...this.#waiting]);
      throw error;
    }
  }
}
