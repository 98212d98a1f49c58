import type { Database } from "@handsfree/schema";
import type { Kysely, KyselyPlugin } from "kysely";

/** What a crash is here. */
export class Crash extends Error {}

/** The same database until its n-th statement from now, which fails, as all after it do. */
export function failingFrom(db: Kysely<Database>, statement: number): Kysely<Database> {
  let left = statement;
  const plugin: KyselyPlugin = {
    transformQuery: ({ node }) => {
      if (--left <= 0) throw new Crash("crashed");
      return node;
    },
    transformResult: ({ result }) => Promise.resolve(result),
  };
  return db.withPlugin(plugin);
}
