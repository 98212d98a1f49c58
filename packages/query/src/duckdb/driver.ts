import type { Driver, TransactionSettings } from "kysely";
import { DuckDbConnection } from "./connection.ts";
import type { SharedEngine } from "./shared-engines.ts";

/** Kysely's driver over an engine, which it releases when it is destroyed. */
export class DuckDbDriver implements Driver {
  readonly #shared: SharedEngine;

  constructor(shared: SharedEngine) {
    this.#shared = shared;
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DuckDbConnection> {
    return new DuckDbConnection(this.#shared.engine);
  }

  async beginTransaction(
    connection: DuckDbConnection,
    settings: TransactionSettings,
  ): Promise<void> {
    await connection.begin(settings);
  }

  async commitTransaction(connection: DuckDbConnection): Promise<void> {
    await connection.commit();
  }

  async rollbackTransaction(connection: DuckDbConnection): Promise<void> {
    await connection.rollback();
  }

  async releaseConnection(connection: DuckDbConnection): Promise<void> {
    await connection.rollback();
  }

  async destroy(): Promise<void> {
    await this.#shared.release();
  }
}
