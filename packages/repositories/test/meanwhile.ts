import type { Kysely, KyselyPlugin, RootOperationNode } from "kysely";

/** The same database, but a callback runs once, right after the first statement of this kind. */
export function afterStatement<DB>(
  db: Kysely<DB>,
  isIt: (node: RootOperationNode) => boolean,
  happens: () => Promise<unknown>,
): Kysely<DB> {
  let due: object | undefined;
  let happened = false;
  const plugin: KyselyPlugin = {
    transformQuery: ({ node, queryId }) => {
      if (due === undefined && isIt(node)) due = queryId;
      return node;
    },
    transformResult: async ({ result, queryId }) => {
      if (queryId === due && !happened) {
        happened = true;
        await happens();
      }
      return result;
    },
  };
  return db.withPlugin(plugin);
}
