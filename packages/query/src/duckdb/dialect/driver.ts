import type { AbortableOperationOptions, Driver, TransactionSettings } from "kysely";
import { takeEffects } from "../../commit-effects.ts";
import { DatabaseError } from "../../errors.ts";
import { DuckDbConnection } from "./connection.ts";
import type { SharedEngine } from "../engine/shared-engines.ts";
import { currentUnitSlot } from "../writer/run-unit.ts";

/** Kysely's driver for an engine, which it releases when it is destroyed. */
export class DuckDbDriver implements Driver {
  readonly #shared: SharedEngine;
  #destroyed = false;

  constructor(shared: SharedEngine) {
    this.#shared = shared;
  }

  async init(): Promise<void> {}

  /** Makes a connection that a caller holds. The signal ends all that runs on it. */
  async acquireConnection(options?: AbortableOperationOptions): Promise<DuckDbConnection> {
    return this.makeConnection(true, options?.signal);
  }

  /** @throws {DatabaseError} `database_closed` after `destroy`. */
  makeConnection(held: boolean, signal?: AbortSignal): DuckDbConnection {
    if (this.#destroyed) {
      throw new DatabaseError("database_closed", "the database has been closed: it was destroyed");
    }
    return new DuckDbConnection(this.#shared.engine.current, held, signal);
  }

  async beginTransaction(
    connection: DuckDbConnection,
    settings: TransactionSettings,
  ): Promise<void> {
    await connection.begin(settings);
  }

  async commitTransaction(connection: DuckDbConnection): Promise<void> {
    const effects = takeEffects(connection);
    await connection.commit();
    const slot = currentUnitSlot();
    // A unit is durable only once its group is.
    if (slot?.open) slot.effects.push(...effects);
    else for (const effect of effects) effect();
  }

  async rollbackTransaction(connection: DuckDbConnection): Promise<void> {
    takeEffects(connection);
    await connection.rollback();
  }

  async releaseConnection(connection: DuckDbConnection): Promise<void> {
    await connection.release();
  }

  async destroy(): Promise<void> {
    this.#destroyed = true;
    await this.#shared.release();
  }
}
