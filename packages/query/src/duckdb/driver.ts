import type { DuckDBInstance } from "@duckdb/node-api";
import type { Driver, TransactionSettings } from "kysely";
import { DuckDbConnection } from "./connection.ts";
import { Lanes } from "./lanes.ts";

/** Kysely's driver over one DuckDB instance, which it closes when it is destroyed. */
export class DuckDbDriver implements Driver {
  readonly #instance: DuckDBInstance;
  #lanes: Lanes | undefined;

  constructor(instance: DuckDBInstance) {
    this.#instance = instance;
  }

  async init(): Promise<void> {
    this.#lanes = await Lanes.open(this.#instance);
  }

  async acquireConnection(): Promise<DuckDbConnection> {
    return new DuckDbConnection(this.#lanes as Lanes);
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
    await this.#lanes?.close();
  }
}
