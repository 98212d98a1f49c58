import type { DuckDBInstance } from "@duckdb/node-api";
import type { Dialect, DialectAdapter, Driver } from "kysely";
import { DuckDbDialect as StockDialect } from "kysely-duckdb";
import { DuckDbDriver } from "./driver.ts";

/** kysely-duckdb's compiler and introspector, over a driver of our own. */
export function duckDbDialect(instance: DuckDBInstance): Dialect {
  const stock: Dialect = new StockDialect({ database: instance });
  return {
    createAdapter: () => withTransactionalDdl(stock.createAdapter()),
    createDriver: (): Driver => new DuckDbDriver(instance),
    createIntrospector: (db) => stock.createIntrospector(db),
    createQueryCompiler: () => stock.createQueryCompiler(),
  };
}

/** The stock adapter denies it, but DuckDB rolls a failed CREATE TABLE back. */
function withTransactionalDdl(adapter: DialectAdapter): DialectAdapter {
  Object.defineProperty(adapter, "supportsTransactionalDdl", { value: true });
  return adapter;
}
