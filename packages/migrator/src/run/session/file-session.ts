import { engineOf } from "@handsfree/query";
import type { Kysely, Transaction } from "kysely";
import type { Migration } from "../../files/migration.ts";
import { readDuckDbSession } from "./duckdb-session.ts";
import { readPostgresSession } from "./postgres-session.ts";

/** The state of a connection before a file ran: who it is, where it looks for names, and its settings. */
export interface SessionState<DB> {
  /**
   * Makes the transaction one of before the file, for what the file must not change: the history is written
   * by the role that logged in, and where it is.
   */
  enter(transaction: Transaction<DB>): Promise<void>;
  /** After such a transaction, lets the file go on as it left its session. */
  leave(): Promise<void>;
  /** Takes back what the file has set or made for its session. */
  restore(): Promise<void>;
}

/**
 * Runs a file on a connection, and leaves the connection as it was, also when the file fails: the next
 * file, and the caller that gets the connection next, must not find its role, its `search_path`, its
 * settings or its temporary tables. So one run of two files makes what two runs make.
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
    // Of a connection that was lost nothing is left; and what became of the file says more.
    await before.restore().catch(() => undefined);
  }
}
