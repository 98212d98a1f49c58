import { type ErrorCode, HandsFreeError } from "@handsfree/query";
import { sql } from "kysely";
import { MigrationHistoryError } from "../errors.ts";
import { serverMessage } from "../run/server-message.ts";
import { addedColumns, type History } from "./read-history.ts";
import type { HistoryDatabase } from "./tables.ts";

/** Creates the table of the history, or adds the columns that an older form lacks. */
export async function prepareHistory(history: History): Promise<void> {
  if (history.form !== "current") await explainDenial(() => extendHistory(history));
}

async function extendHistory({ db, schema }: History): Promise<void> {
  await makeTable(() =>
    db.schema
      .createTable("schema_migrations")
      .ifNotExists()
      .addColumn("version", "text", (column) => column.primaryKey())
      .addColumn("applied_at", "timestamptz", (column) => column.notNull().defaultTo(sql`now()`))
      .execute(),
  );
  // A new table gets its columns the same way, so that an adopted one has the same order of columns.
  await db.transaction().execute(async (transaction) => {
    for (const [column, type] of Object.entries(addedColumns)) {
      await sql`alter table ${sql.id(schema, "schema_migrations")}
        add column if not exists ${sql.id(column)} ${sql.raw(type)}`.execute(transaction);
    }
  });
}

/** Creates the table of the lock with its single row. */
export async function prepareLock({ db }: HistoryDatabase): Promise<void> {
  await explainDenial(() => makeLock(db));
}

async function makeLock(db: HistoryDatabase["db"]): Promise<void> {
  await makeTable(() =>
    db.schema
      .createTable("schema_migrations_lock")
      .ifNotExists()
      .addColumn("id", "integer", (column) => column.primaryKey())
      .addColumn("owner", "text")
      .addColumn("acquired_at", "timestamptz")
      .addColumn("heartbeat_at", "timestamptz")
      .execute(),
  );
  await db
    .insertInto("schema_migrations_lock")
    .values({ id: 1 })
    .onConflict((conflict) => conflict.column("id").doNothing())
    .execute();
}

/** @throws {MigrationHistoryError} with the server's message, when the role lacks a privilege. */
async function explainDenial(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof HandsFreeError) || error.code !== "database_unreadable") throw error;
    const message = `the role must be able to create and write the migrator's tables: ${serverMessage(error).text}; use the role that migrates`;
    throw new MigrationHistoryError("database_unreadable", message, { cause: error });
  }
}

const codesOfLosers: ReadonlySet<ErrorCode> = new Set(["duplicate_key", "invalid_query"]);

async function makeTable(create: () => Promise<void>): Promise<void> {
  try {
    await create();
  } catch (error) {
    // PostgreSQL's IF NOT EXISTS checks before it waits. The loser of a race gets a duplicate key in the
    // catalog, or a type that already exists; by then the winner's table is there.
    if (!(error instanceof HandsFreeError) || !codesOfLosers.has(error.code)) throw error;
    await create();
  }
}
