import type { FastifyInstance } from "fastify";
import type { Caller } from "./caller.ts";

/** How often the credentials of open requests are looked at, in milliseconds. */
const interval = 2000;

/** The open requests of one key or session. */
interface Open {
  readonly isStillKnown: () => Promise<boolean>;
  readonly ends: Set<() => void>;
}

/** Ends requests that stay open, such as waits, streams and exports, when their caller is no longer known. */
export class CredentialWatch {
  readonly #app: FastifyInstance;
  readonly #open = new Map<string, Open>();
  #timer: NodeJS.Timeout | undefined;
  #isLooking = false;

  constructor(app: FastifyInstance) {
    this.#app = app;
  }

  /** The number of open requests. */
  get open(): number {
    return [...this.#open.values()].reduce((sum, { ends }) => sum + ends.size, 0);
  }

  /**
   * Calls back when the caller is no longer known.
   *
   * @returns the function that ends the watch.
   */
  watch({ credentialId, isStillKnown }: Caller, end: () => void): () => void {
    const open = this.#open.get(credentialId) ?? { isStillKnown, ends: new Set() };
    this.#open.set(credentialId, open);
    open.ends.add(end);
    this.#timer ??= setInterval(() => void this.#look(), interval).unref();
    return () => {
      open.ends.delete(end);
      if (open.ends.size > 0 || this.#open.get(credentialId) !== open) return;
      this.#open.delete(credentialId);
      this.#stopIfIdle();
    };
  }

  async #look(): Promise<void> {
    // A slow database must not make looks pile up.
    if (this.#isLooking) return;
    this.#isLooking = true;
    try {
      await Promise.all([...this.#open].map((entry) => this.#lookAt(entry)));
    } finally {
      this.#isLooking = false;
    }
  }

  async #lookAt([credentialId, open]: [string, Open]): Promise<void> {
    try {
      if (await open.isStillKnown()) return;
    } catch (error) {
      this.#app.log.warn({ err: error }, "the credentials of an open request could not be read");
      return;
    }
    this.#app.log.warn(
      { credentialId },
      "open requests end, since their caller is not known any more",
    );
    this.#open.delete(credentialId);
    this.#stopIfIdle();
    for (const end of open.ends) end();
  }

  #stopIfIdle(): void {
    if (this.#open.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
