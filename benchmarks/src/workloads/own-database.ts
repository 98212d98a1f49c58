import type { Database } from "@handsfree/schema";
import type { Kysely } from "kysely";
import type { Contender } from "../contenders/contender.ts";

export function ownDatabase({ database }: Contender): Kysely<Database> {
  if (database === undefined) throw new Error("only our contenders go through the repositories");
  return database;
}
