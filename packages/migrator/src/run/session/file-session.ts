import { engineOf } from "@handsfree/query";
import type { Kysely } from "kysely";
import type { Migration } from "../../files/migration.ts";
import { readDuckDbSession } from "./duckdb-session.ts";
import { readPostgresSession } from "./postgres-session.ts";
import type { SessionState } from "./session-state.ts";

/**
 * Runs a file on a connection and then restores the connection, also when the file fails: the next user of the
 * connection must not inherit the file's role, `search_path`, settings or temporary tables. So one run of two
 * files makes what two runs make.
 */
export async function inFileSession<DB, T>(
  connection: Kysely<DB>,
  migration: Migration,
  work: (before: SessionState<DB>) => Promise<T>,
): Promise<T> {
  const before =
    engineOf(connection) === "duckdb"
      ? await readDuckDbSession(connection, migration)
      : await readPostgresSession(connection);
  try {
    return await work(before);
  } finally {
    // A lost connection has no session to restore, and the file's own error says more.
    await before.restore().catch(() => undefined);
  }
}
