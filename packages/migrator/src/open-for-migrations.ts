import { openDatabase, type OpenDatabaseOptions } from "@handsfree/query";

/** The longest that a timer can be set to. */
const noLimit = 2 ** 31 - 1;

/**
 * Opens a database to migrate it: as `openDatabase` does, but on DuckDB without the 30 seconds that a
 * transaction may hold the writer elsewhere, since a large table can take longer to rebuild. `await using`
 * closes it. A file that this process has open already keeps the limit that it was opened with.
 */
export async function openForMigrations(
  options: OpenDatabaseOptions = {},
): ReturnType<typeof openDatabase> {
  return openDatabase({ transactionTimeLimit: noLimit, ...options });
}
