import { type Dialect, type DialectAdapter, Kysely } from "kysely";
import { DuckDbAdapter } from "./adapter.ts";
import { DuckDbConnection } from "./connection.ts";
import { DuckDbDriver } from "./driver.ts";
import type { DuckDbEngine } from "./engine.ts";
import { DuckDbExecutor } from "./executor.ts";
import { DuckDbIntrospector } from "./introspector.ts";
import { DuckDbQueryCompiler } from "./query-compiler.ts";
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

/** Whether it is a connection that a caller holds, and has set or made something on that others do not see. */
export async function hasOwnSession<DB>(db: Kysely<DB>): Promise<boolean> {
  return db
    .getExecutor()
    .provideConnection(
      async (connection) => connection instanceof DuckDbConnection && connection.hasOwnSession,
    );
}

/** Kysely on DuckDB. */
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
