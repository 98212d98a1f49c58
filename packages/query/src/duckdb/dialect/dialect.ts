import { type Dialect, type DialectAdapter, Kysely } from "kysely";
import { DuckDbAdapter } from "./adapter.ts";
import { DuckDbConnection } from "./connection.ts";
import { DuckDbDriver } from "./driver.ts";
import type { DuckDbEngine } from "../engine/engine.ts";
import { DuckDbExecutor } from "./executor.ts";
import { DuckDbIntrospector } from "./introspector.ts";
import { DuckDbQueryCompiler } from "./query-compiler.ts";
import type { LastingEngine } from "../engine/lasting-engine.ts";
import type { SharedEngine } from "../engine/shared-engines.ts";

/** By adapter, which all copies that Kysely makes of itself share. */
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

/** Whether a caller holds this connection and has changed its state, which other connections do not see. */
export async function hasOwnSession<DB>(db: Kysely<DB>): Promise<boolean> {
  return db
    .getExecutor()
    .provideConnection(
      async (connection) => connection instanceof DuckDbConnection && connection.hasOwnSession,
    );
}

/** Makes a Kysely on DuckDB. */
export function duckDbKysely<DB>(shared: SharedEngine): Kysely<DB> {
  const dialect = duckDbDialect(shared);
  const driver = new DuckDbDriver(shared);
  const executor = new DuckDbExecutor({
    compiler: dialect.createQueryCompiler(),
    adapter: dialect.createAdapter(),
    driver,
  });
  return new Kysely<DB>({ config: { dialect }, dialect, driver, executor });
}

function duckDbDialect(shared: SharedEngine): Dialect {
  return {
    createAdapter: () => {
      const adapter = new DuckDbAdapter();
      engines.set(adapter, shared.engine);
      return adapter;
    },
    createDriver: () => new DuckDbDriver(shared),
    createIntrospector: (db) => new DuckDbIntrospector(db as Kysely<unknown>),
    createQueryCompiler: () => new DuckDbQueryCompiler(),
  };
}
