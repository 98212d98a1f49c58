import type { Dialect, DialectAdapter, Kysely } from "kysely";
import { openKysely } from "../../open-kysely.ts";
import { DuckDbAdapter } from "./adapter.ts";
import type { DuckDbConnection } from "./connection.ts";
import { DuckDbDriver } from "./driver.ts";
import type { DuckDbEngine } from "../engine/engine.ts";
import { DuckDbIntrospector } from "./introspector.ts";
import { DuckDbQueryCompiler } from "./query-compiler.ts";
import type { LastingEngine } from "../engine/lasting-engine.ts";
import type { SharedEngine } from "../engine/shared-engines.ts";

/** Engines by adapter. All copies that Kysely makes of itself share the adapter. */
const engines = new WeakMap<DialectAdapter, LastingEngine>();

/** The engine of a Kysely or of its transactions. Undefined if it is not on DuckDB. */
export function lastingEngineOf<DB>(db: Kysely<DB>): LastingEngine | undefined {
  return engines.get(db.getExecutor().adapter);
}

/**
 * The open engine of a Kysely. Undefined if it is not on DuckDB.
 *
 * @throws {DatabaseError} if DuckDB has stopped and is not open again yet.
 */
export function duckDbEngineOf<DB>(db: Kysely<DB>): DuckDbEngine | undefined {
  return lastingEngineOf(db)?.current;
}

/** The connection that the caller holds, or a new one. */
export async function duckDbConnectionOf<DB>(db: Kysely<DB>): Promise<DuckDbConnection> {
  return db.getExecutor().provideConnection(async (connection) => connection as DuckDbConnection);
}

/** Makes a Kysely on DuckDB. */
export function duckDbKysely<DB>(shared: SharedEngine): Kysely<DB> {
  const driver = new DuckDbDriver(shared);
  // No other statement would see a setting that a lone statement makes on its connection.
  return openKysely<DB>(duckDbDialect(shared), driver, {
    provideConnection: async (consumer, options) =>
      consumer(driver.makeConnection(false, options?.signal)),
  });
}

function duckDbDialect(shared: SharedEngine): Dialect {
  return {
    createAdapter: () => {
      const adapter = new DuckDbAdapter(shared.engine);
      engines.set(adapter, shared.engine);
      return adapter;
    },
    createDriver: () => new DuckDbDriver(shared),
    createIntrospector: (db) => new DuckDbIntrospector(db as Kysely<unknown>),
    createQueryCompiler: () => new DuckDbQueryCompiler(),
  };
}
