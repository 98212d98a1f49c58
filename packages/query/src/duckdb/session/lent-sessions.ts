import type { HandsFreeError } from "../../errors.ts";
import type { Session } from "./session.ts";

/**
 * Connections for work that must not share one: transactions, raw statements, and callers that hold one with
 * `db.connection()`. A connection whose state was changed is closed, not reused.
 */
export class LentSessions {
  readonly #open: () => Promise<Session>;
  readonly #lent = new Set<Session>();
  readonly #returned = Promise.withResolvers<void>();
  #spare: Session | undefined;
  #closing = false;
  #ended: HandsFreeError | undefined;

  constructor(open: () => Promise<Session>) {
    this.#open = open;
  }

  /** Lends a connection, which must be given back. */
  async lend(): Promise<Session> {
    if (this.#ended) throw this.#ended;
    const spare = this.#spare;
    this.#spare = undefined;
    const session = spare ?? (await this.#open());
    this.#lent.add(session);
    if (this.#ended) session.end(this.#ended);
    return session;
  }

  async giveBack(session: Session): Promise<void> {
    if (!this.#lent.delete(session)) return;
    if (session.changed || this.#spare !== undefined || this.#ended) await session.close();
    else this.#spare = session;
    this.#resolveWhenReturned();
  }

  /** Stops what runs on lent connections, and lends no more. */
  end(error: HandsFreeError): void {
    this.#ended = error;
    for (const session of this.#lent) session.end(error);
    this.#returned.resolve();
  }

  /** Waits until all connections are given back or ended, and closes them. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#resolveWhenReturned();
    await this.#returned.promise;
    const left = [...this.#lent, ...(this.#spare ? [this.#spare] : [])];
    this.#lent.clear();
    await Promise.all(left.map((session) => session.close()));
  }

  #resolveWhenReturned(): void {
    if (this.#closing && this.#lent.size === 0) this.#returned.resolve();
  }
}
