import { DuckDBInstance } from "@duckdb/node-api";
import { Kysely } from "kysely";
import { DuckDbDialect } from "kysely-duckdb";
import { openDatabase } from "../../src/index.ts";

export interface Tables {
  things: { id: number; n: number | null };
}

/** Kysely with kysely-duckdb's own driver, as its manual says. */
export async function openStock(path = ":memory:"): Promise<Kysely<Tables>> {
  const instance = await DuckDBInstance.create(path);
  return new Kysely<Tables>({ dialect: new DuckDbDialect({ database: instance }) });
}

/** Kysely with the driver under test. */
export async function openOurs(path = ":memory:"): Promise<Kysely<Tables>> {
  return (await openDatabase({ path })) as unknown as Kysely<Tables>;
}

export const drivers: {
  readonly stock: typeof openStock;
  readonly ours: typeof openOurs;
} = { stock: openStock, ours: openOurs };
