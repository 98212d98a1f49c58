import { DatabaseError } from "../../errors.ts";

/** The limits of the inputs that wait on one database. They are those of the writer's queue on DuckDB. */
const mostInputs = 10_000;
const mostBytes = 256 * 1024 * 1024;

/** Counts the inputs that wait in the queues of a database, and about how many bytes they hold. */
export class WaitingBudget {
  #inputs = 0;
  #bytes = 0;

  /** @throws {DatabaseError} `overloaded` if too much is waiting. */
  take(bytes: number): void {
    if (this.#inputs >= mostInputs || this.#bytes + bytes > mostBytes) {
      const message = `${this.#inputs} calls are waiting already; try again later`;
      throw new DatabaseError("overloaded", message, { retryable: true });
    }
    this.#inputs++;
    this.#bytes += bytes;
  }

  giveBack(bytes: number): void {
    this.#inputs--;
    this.#bytes -= bytes;
  }
}
