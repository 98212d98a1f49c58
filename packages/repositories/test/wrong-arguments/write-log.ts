import type {
  KyselyPlugin,
  PluginTransformQueryArgs,
  QueryResult,
  RootOperationNode,
  UnknownRow,
} from "kysely";

const writing = new Set([
  "InsertQueryNode",
  "UpdateQueryNode",
  "DeleteQueryNode",
  "MergeQueryNode",
]);

/** Counts the statements that write, of whoever uses a database with it. */
export class WriteLog implements KyselyPlugin {
  #count = 0;

  get count(): number {
    return this.#count;
  }

  clear(): void {
    this.#count = 0;
  }

  transformQuery({ node }: PluginTransformQueryArgs): RootOperationNode {
    if (writing.has(node.kind)) this.#count++;
    return node;
  }

  transformResult({
    result,
  }: {
    readonly result: QueryResult<UnknownRow>;
  }): Promise<QueryResult<UnknownRow>> {
    return Promise.resolve(result);
  }
}
