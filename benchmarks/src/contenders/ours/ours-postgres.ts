import { openDatabase } from "@handsfree/query";
import { sql } from "kysely";
import { migrateAndSeed } from "../../data/migrate-and-seed.ts";
import { postgres } from "../../data/sql-dialect.ts";
import type { Contender, OpenContender } from "../contender.ts";
import { poolSize, startServer } from "../postgres/server.ts";
import { repositories } from "./repositories.ts";

/** HandsFree on PostgreSQL: the same repositories, with all migrations, and so with more indexes. */
export async function openOursOnPostgres(options: OpenContender): Promise<Contender> {
  const server = await startServer(options.directory);
  const database = await openDatabase({ url: server.url, poolSize });
  await migrateAndSeed(database, postgres, options);
  for (const statement of ["VACUUM ANALYZE", "CHECKPOINT"]) {
    await sql.raw(statement).execute(database);
  }
  return {
    ...repositories(database, postgres),
    async close() {
      await database.destroy();
      await server.stop();
    },
  };
}
