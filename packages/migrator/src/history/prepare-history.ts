import { type ErrorCode, HandsFreeError } from "@handsfree/query";
import { sql } from "kysely";
import { MigrationHistoryError } from "../errors.ts";
import { serverWords } from "../run/server-words.ts";
import { addedColumns, type History } from "./read-history.ts";
import type { HistoryDatabase } from "./tables.ts";

/** Makes the table of the history, or gives one of an older form the columns that it lacks. */
export async function prepareHistory(history: History): Promise<void> {
  if (history.form !== "current") await orSayWhy(() => extendHistory(history));
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
  // The same way for a new table, so that an adopted one is the same to the column.
  await db.transaction().execute(async (transaction) => {
    for (const [column, type] of Object.entries(addedColumns)) {
      await sql`alter table ${sql.id(schema, "schema_migrations")}
        add column if not exists ${sql.id(column)} ${sql.raw(type)}`.execute(transaction);
    }
  });
}

/** Makes the table of the lock, with its one row. */
export async function prepareLock({ db }: HistoryDatabase): Promise<void> {
  await orSayWhy(() => makeLock(db));
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

/** @throws {MigrationHistoryError} with the server's words, where the role may not do it. */
async function orSayWhy(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof HandsFreeError) || error.code !== "database_unreadable") throw error;
    const message = `the migrator's tables can be neither made nor written: ${serverWords(error).text}; use the role that migrates`;
    throw new MigrationHistoryError("database_unreadable", message, { cause: error });
  }
}

const toldToLosers: ReadonlySet<ErrorCode> = new Set(["duplicate_key", "invalid_query"]);

async function makeTable(create: () => Promise<void>): Promise<void> {
  try {
    await create();
  } catch (error) {
    // PostgreSQL's IF NOT EXISTS looks before it waits: the loser of a race is told of a duplicate key in the
    // catalog, or of a type that is there already, once the winner's table is there.
    if (!(error instanceof HandsFreeError) || !toldToLosers.has(error.code)) throw error;
    await create();
  }
}
