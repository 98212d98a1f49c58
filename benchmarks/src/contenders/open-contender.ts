import type { Contender, ContenderName, OpenContender } from "./contender.ts";
import { openNodeApi } from "./node-api/node-api.ts";
import { openOursOnPostgres } from "./ours/ours-postgres.ts";
import { openOurs } from "./ours/ours.ts";
import { openPipelinedPostgres, openPostgres } from "./postgres/postgres.ts";
import { openSqlite } from "./sqlite/sqlite.ts";
import { openStock } from "./stock/stock.ts";

const openers: Record<ContenderName, (options: OpenContender) => Promise<Contender>> = {
  ours: openOurs,
  "ours-postgres": openOursOnPostgres,
  postgres: openPostgres,
  "postgres-pipelined": openPipelinedPostgres,
  sqlite: openSqlite,
  "node-api": openNodeApi,
  stock: openStock,
};

/** Seeds the contender unless it is seeded, which is slow, and opens it. */
export function openContender(name: ContenderName, options: OpenContender): Promise<Contender> {
  return openers[name](options);
}
