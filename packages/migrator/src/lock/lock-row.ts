import { type Engine, engineOf, HandsFreeError } from "@handsfree/query";
import { type RawBuilder, sql } from "kysely";
import type { HistoryDatabase } from "../history/tables.ts";
import type { LockOptions } from "../run/run-options.ts";
import { isAliveHere } from "./owner.ts";

/** The runner that has the lock. */
export interface Holder {
  readonly owner: string;
  /** Milliseconds since its last heartbeat, by the clock of heartbeats. */
  readonly silentFor: number;
  readonly dead: boolean;
}

/** The single row of `schema_migrations_lock`. */
export class LockRow {
  readonly engine: Engine;
  readonly #db: HistoryDatabase["db"];
  readonly #deadAfter: number;
  readonly #now: () => RawBuilder<Date>;

  constructor({ db }: HistoryDatabase, { deadAfter = 15_000, now }: LockOptions = {}) {
    this.engine = engineOf(db);
    this.#db = db;
    this.#deadAfter = deadAfter;
    const clock = this.engine === "postgres" ? sql<Date>`clock_timestamp()` : sql<Date>`now()`;
    this.#now = now === undefined ? () => clock : () => sql`cast(${now()} as timestamptz)`;
  }

  async holder(): Promise<Holder | undefined> {
    const { owner, heartbeat_at, now } = await this.#db
      .selectFrom("schema_migrations_lock")
      .select(["owner", "heartbeat_at", this.#now().as("now")])
      .where("id", "=", 1)
      .executeTakeFirstOrThrow();
    if (owner === null) return undefined;
    const silentFor = now.getTime() - (heartbeat_at?.getTime() ?? 0);
    const dead = this.engine === "duckdb" ? !isAliveHere(owner) : silentFor > this.#deadAfter;
    return { owner, silentFor, dead };
  }

  /** Takes a free lock, or the lock of the dead holder that was seen. False when another runner was faster. */
  async take(owner: string, from: Holder | undefined): Promise<boolean> {
    const now = this.#now();
    let update = this.#db
      .updateTable("schema_migrations_lock")
      .set({ owner, acquired_at: now, heartbeat_at: now })
      .where("id", "=", 1)
      .where("owner", "is not distinct from", from?.owner ?? null);
    if (from !== undefined && this.engine === "postgres") {
      // The holder may have sent a heartbeat since it was read.
      const limit = sql<Date>`${now} - ${this.#deadAfter} * interval '1 millisecond'`;
      update = update.where("heartbeat_at", "<", limit);
    }
    try {
      return (await update.returning("owner").executeTakeFirst()) !== undefined;
    } catch (error) {
      // A serializable database reports this to the slower runner.
      if (error instanceof HandsFreeError && error.code === "write_conflict") return false;
      throw error;
    }
  }

  /** Records a heartbeat. False when the owner no longer has the lock. */
  async beat(owner: string): Promise<boolean> {
    const beaten = await this.#db
      .updateTable("schema_migrations_lock")
      .set({ heartbeat_at: this.#now() })
      .where("owner", "=", owner)
      .returning("id")
      .executeTakeFirst();
    return beaten !== undefined;
  }

  async release(owner: string): Promise<void> {
    await this.#db
      .updateTable("schema_migrations_lock")
      .set({ owner: null, acquired_at: null, heartbeat_at: null })
      .where("owner", "=", owner)
      .execute();
  }
}
