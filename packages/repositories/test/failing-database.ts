import type { Database } from "@handsfree/schema";
import type { Kysely, KyselyPlugin } from "kysely";

/** The simulated crash. */
export class Crash extends Error {}

/** The same database, but the n-th statement from now fails, and all later ones. */
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
