import type { DuckDBInstance } from "@duckdb/node-api";
import type { Dialect, DialectAdapter, Kysely } from "kysely";
import { DuckDbDialect as StockDialect } from "kysely-duckdb";
import { DuckDbDriver } from "./driver.ts";
import type { DuckDbEngine } from "./engine.ts";
import type { LastingEngine } from "./lasting-engine.ts";
import type { SharedEngine } from "./shared-engines.ts";

/** Kysely copies itself but keeps its adapter, so that is what leads from it to the engine. */
const engines = new WeakMap<DialectAdapter, LastingEngine>();

/** What a Kysely or a transaction of it is over, as long as it is open; undefined where it is not DuckDB. */
export function lastingEngineOf<DB>(db: Kysely<DB>): LastingEngine | undefined {
  return engines.get(db.getExecutor().adapter);
}

/**
 * The engine that is under it now.
 *
 * @throws {DatabaseError} when DuckDB has stopped and is not open again yet.
 */
export function duckDbEngineOf<DB>(db: Kysely<DB>): DuckDbEngine | undefined {
  return lastingEngineOf(db)?.current;
}

/** kysely-duckdb's compiler and introspector, over a driver of our own. */
export function duckDbDialect(shared: SharedEngine): Dialect {
  // It asks for the instance only to make its own driver, which is never made.
  const stock: Dialect = new StockDialect({ database: undefined as unknown as DuckDBInstance });
  return {
    createAdapter: () => {
      const adapter = withTransactionalDdl(stock.createAdapter());
      engines.set(adapter, shared.engine);
      return adapter;
    },
    createDriver: () => new DuckDbDriver(shared),
    createIntrospector: (db) => stock.createIntrospector(db),
    createQueryCompiler: () => stock.createQueryCompiler(),
  };
}

/** The stock adapter denies it, but DuckDB rolls a failed CREATE TABLE back. */
function withTransactionalDdl(adapter: DialectAdapter): DialectAdapter {
  Object.defineProperty(adapter, "supportsTransactionalDdl", { value: true });
  return adapter;
}
