import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { sql } from "kysely";
import type { KeyedRequest } from "../action-logs/request.ts";
import type { Context } from "../context.ts";
import { hashToken, newToken } from "../token.ts";

/** The longest lease, in seconds: a day. Longer work says with a heartbeat that it goes on. */
export const maximumRunLease: number = 24 * 3600;

/** What says that a run is this caller's. Of its token only the hash is stored, so no reader can pose as it. */
export class Lease {
  readonly sha256: string = hashToken(newToken());
  readonly #seconds: number;
  readonly #context: Context;
  readonly #lost = new AbortController();
  #timer: NodeJS.Timeout | undefined;

  constructor(seconds: number, context: Context) {
    this.#seconds = seconds;
    this.#context = context;
  }

  /** Aborted once the lease has ended, or was found to be somebody else's. */
  get signal(): AbortSignal {
    return this.#lost.signal;
  }

  /** The first instant at which a lease that is taken now has ended. */
  expiry(): Date {
    return new Date(this.#context.now().getTime() + this.#seconds * 1000);
  }

  /** Aborts the signal at the time, unless it is told another one, or that the work has ended. */
  watch(expiry: Date): void {
    clearTimeout(this.#timer);
    const rest = expiry.getTime() - this.#context.now().getTime();
    this.#timer = setTimeout(() => this.#abort(), Math.max(0, rest)).unref();
  }

  /** Takes the lease anew from now on, if it is still the caller's. */
  async extend(db: Executor<Database>, request: KeyedRequest): Promise<boolean> {
    const expiry = this.expiry();
    const { numUpdatedRows } = await db
      .updateTable("action_runs")
      .set({ lease_expires_at: expiry })
      .where("owned_key", "=", request.ownedKey)
      // One CASE of several columns: DuckDB uses the index only when no other column is compared on its own.
      .where(
        (row) =>
          sql<boolean>`case when ${row("lease_sha256", "=", this.sha256)} and ${row("user_id", "=", request.userId)} then true else false end`,
      )
      .executeTakeFirstOrThrow();
    if (numUpdatedRows > 0n) this.watch(expiry);
    else this.#abort();
    return numUpdatedRows > 0n;
  }

  /** The work has ended. */
  end(): void {
    clearTimeout(this.#timer);
  }

  #abort(): void {
    this.#lost.abort(new Error("the lease of this run has ended; another caller may run it now"));
  }
}
