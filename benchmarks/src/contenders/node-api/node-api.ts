import { DuckDBInstance } from "@duckdb/node-api";
import { duckdb } from "../../data/sql-dialect.ts";
import { seedDuckDbFile } from "../seed-duckdb-file.ts";
import type { Contender, OpenContender } from "../contender.ts";
import { actionRows } from "./action-rows.ts";
import { NodeApiConnection } from "./connection.ts";
import { decisions } from "./decide.ts";
import { records } from "./records.ts";
import { work } from "./work.ts";

/**
 * DuckDB's own client, without our packages, as we know to use it best: one connection that writes, statements that are
 * prepared once and bound with the columns' types, and few of them for all callers that wait. The failure of one caller
 * fails the others of its commit, which an application could not leave so.
 */
export async function openNodeApi(options: OpenContender): Promise<Contender> {
  const instance = await DuckDBInstance.create(await seedDuckDbFile(options), {
    // Small statements are slower on several threads.
    threads: "1",
    checkpoint_threshold: "32MiB",
    // The most keys of one statement that are looked up in an index. More are found by a scan.
    dynamic_or_filter_threshold: "1000",
  });
  const connection = new NodeApiConnection(await instance.connect());
  const rows = actionRows(connection);
  const actions = decisions(connection, rows);
  await actions.recountOpen?.();
  return {
    dialect: duckdb,
    ...actions,
    ...work(connection, rows),
    ...records(connection),
    execute: connection.execution(),
    async close() {
      connection.close();
      instance.closeSync();
    },
  };
}
