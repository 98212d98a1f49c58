import type { PostgresPool } from "kysely";
import type { Pool, PoolClient } from "pg";
import { DatabaseError } from "../errors.ts";
import { classifyError } from "./classify-error.ts";
import { PostgresClient } from "./client.ts";

/** Timestamps and bytes cast to text then mean the same whatever the server's own settings are. */
const utcSession =
  "SET TimeZone TO 'UTC'; SET DateStyle TO 'ISO, YMD'; SET IntervalStyle TO 'postgres'; " +
  "SET bytea_output TO 'hex'; SET extra_float_digits TO 1; SET standard_conforming_strings TO on";

/** A pool whose connections are set up before they are used, and which closes once nobody uses them. */
export class GuardedPool implements PostgresPool {
  readonly #pool: Pool;
  readonly #session: string;
  readonly #ready: WeakSet<PoolClient> = new WeakSet();
  #inUse = 0;
  #drained = Promise.withResolvers<void>();
  #closing: Promise<void> | undefined;

  constructor(pool: Pool, readOnly: boolean) {
    this.#pool = pool;
    this.#session = readOnly
      ? `${utcSession}; SET default_transaction_read_only TO on`
      : utcSession;
    // Without listeners a lost connection would end the process. Its next user gets the error.
    pool.on("error", () => undefined);
    pool.on("connect", (client) => client.on("error", () => undefined));
  }

  async connect(): Promise<PostgresClient> {
    if (this.#closing) throw new DatabaseError("database_closed", "the database has been closed");
    this.#inUse++;
    try {
      const native = await this.#pool.connect();
      await this.#setUp(native);
      return new PostgresClient(native, () => this.#leave());
    } catch (error) {
      this.#leave();
      throw classifyError(error);
    }
  }

  /** Waits for whoever has a connection or is in line for one: `pg` would leave the line standing forever. */
  end(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    if (this.#inUse > 0) await this.#drained.promise;
    await this.#pool.end();
  }

  #leave(): void {
    this.#inUse--;
    if (this.#closing && this.#inUse === 0) this.#drained.resolve();
  }

  async #setUp(native: PoolClient): Promise<void> {
    if (this.#ready.has(native)) return;
    try {
      await native.query(this.#session);
      this.#ready.add(native);
    } catch (error) {
      native.release(true);
      throw error;
    }
  }
}
