import type { HandsFreeError } from "../errors.ts";
import type { Session } from "./session.ts";

/** The connections that only read. A read goes to the one with the fewest waiting. */
export class Readers {
  readonly #sessions: readonly Session[];
  readonly #load: number[];

  constructor(sessions: readonly Session[]) {
    this.#sessions = sessions;
    this.#load = sessions.map(() => 0);
  }

  async use<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const index = this.#load.indexOf(Math.min(...this.#load));
    this.#load[index] = (this.#load[index] ?? 0) + 1;
    try {
      return await work(this.#sessions[index] as Session);
    } finally {
      this.#load[index] = (this.#load[index] ?? 0) - 1;
    }
  }

  end(error: HandsFreeError): void {
    for (const session of this.#sessions) session.end(error);
  }

  async close(): Promise<void> {
    await Promise.all(this.#sessions.map((session) => session.close()));
  }
}
