import type { Database } from "@handsfree/schema";
import type { Kysely } from "kysely";
import type { Contender } from "../contenders/contender.ts";

export function ownDatabase({ database }: Contender): Kysely<Database> {
  if (database === undefined) throw new Error("only ours goes through the repositories");
  return database;
}
