import { openDatabase } from "@handsfree/query";
import { duckdb } from "../../data/sql-dialect.ts";
import type { Contender, OpenContender } from "../contender.ts";
import { duckDbFile, seedDuckDbFile } from "../seed-duckdb-file.ts";
import { repositories } from "./repositories.ts";

/** HandsFree on DuckDB, as its users have it. */
export async function openOurs(options: OpenContender): Promise<Contender> {
  const path = options.isSeeded ? duckDbFile(options) : await seedDuckDbFile(options);
  const database = await openDatabase({ path });
  return { ...repositories(database, duckdb), close: () => database.destroy() };
}
