import type { Contender, ContenderName, OpenContender } from "./contender.ts";
import { openNodeApi } from "./node-api.ts";
import { openOurs } from "./ours.ts";
import { openPostgres } from "./postgres.ts";
import { openSqlite } from "./sqlite.ts";
import { openStock } from "./stock.ts";

const openers: Record<ContenderName, (options: OpenContender) => Promise<Contender>> = {
  ours: openOurs,
  stock: openStock,
  "node-api": openNodeApi,
  sqlite: openSqlite,
  postgres: openPostgres,
};

/** Seeds the contender, which is slow, and opens it. */
export function openContender(name: ContenderName, options: OpenContender): Promise<Contender> {
  return openers[name](options);
}
