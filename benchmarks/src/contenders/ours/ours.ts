import { openDatabase } from "@handsfree/query";
import { duckdb } from "../../data/sql-dialect.ts";
import type { Contender, OpenContender } from "../contender.ts";
import { seedDuckDbFile } from "../seed-duckdb-file.ts";
import { repositories } from "./repositories.ts";

/** HandsFree on DuckDB, as its users have it. */
export async function openOurs(options: OpenContender): Promise<Contender> {
  const database = await openDatabase({ path: await seedDuckDbFile(options) });
  return { ...repositories(database, duckdb), close: () => database.destroy() };
}
