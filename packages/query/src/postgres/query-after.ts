import pg, { type QueryArrayConfig, type QueryArrayResult } from "pg";

type Result = QueryArrayResult<(string | null)[]>;

/**
 * Makes a query that runs after other statements, in one round trip. If one of those fails, the server skips the query.
 *
 * @param first statements without parameters and results.
 * @param config a query with parameters: others use a form of message that does not wait for the statements before it.
 */
export function queryAfter(
  first: readonly string[],
  config: QueryArrayConfig,
  callback: (error: Error | undefined, results: Result | Result[]) => void,
): pg.Query {
  const query = new pg.Query(config, callback as never);
  const submit = query.submit.bind(query);
  query.submit = (connection) => {
    connection.stream.cork();
    try {
      for (const text of first) {
        connection.parse({ name: "", text, types: [] }, true);
        connection.bind({}, true);
        connection.execute({}, true);
      }
      // Ends with the Sync after which the server no longer skips messages.
      submit(connection);
    } finally {
      connection.stream.uncork();
    }
  };
  return query;
}
