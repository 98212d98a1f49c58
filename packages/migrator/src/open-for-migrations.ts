import { openDatabase, type OpenDatabaseOptions } from "@handsfree/query";

/** The longest time of a Node timer, in milliseconds. */
const noLimit = 2 ** 31 - 1;

/**
 * Opens a database to migrate it, as `openDatabase` does. On DuckDB a transaction may take any time, where
 * `openDatabase` allows 30 seconds, since rebuilding a large table can take longer. `await using` closes it. A
 * file that this process already has open keeps the limit of its first opening.
 */
export async function openForMigrations(
  options: OpenDatabaseOptions = {},
): ReturnType<typeof openDatabase> {
  return openDatabase({ transactionTimeLimit: noLimit, ...options });
}
