import type { CompiledQuery, Kysely, KyselyPlugin } from "kysely";

/** Keeps the statements that a database ran. */
export function recordStatements<DB>(db: Kysely<DB>): {
  readonly recorded: Kysely<DB>;
  readonly statements: CompiledQuery[];
} {
  const statements: CompiledQuery[] = [];
  /** Not all of them are run. */
  const compiled = new WeakMap<object, CompiledQuery>();
  const plugin: KyselyPlugin = {
    transformQuery({ node, queryId }) {
      compiled.set(queryId, db.getExecutor().compileQuery(node, queryId));
      return node;
    },
    async transformResult({ result, queryId }) {
      const statement = compiled.get(queryId);
      if (statement) statements.push(statement);
      return result;
    },
  };
  return { recorded: db.withPlugin(plugin), statements };
}
