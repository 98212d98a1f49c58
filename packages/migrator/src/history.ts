import { HandsFreeError } from "@handsfree/query";
import { type Kysely, sql } from "kysely";

/** What has been applied. Two columns, as the earlier Python implementation made it. */
interface SchemaMigrationTable {
  version: string;
  applied_at: Date;
}

/** The part of any database that the migrator itself uses. */
export type WithHistory = { schema_migrations: SchemaMigrationTable };

/** A row of the history. */
export interface AppliedMigration {
  readonly version: string;
  readonly appliedAt: Date;
}

/** Makes the table if there is none, whoever else is doing so. */
export async function createHistory(db: Kysely<WithHistory>): Promise<void> {
  try {
    await createTable(db);
  } catch (error) {
    // PostgreSQL's IF NOT EXISTS looks before it waits: the loser of a race is told of a duplicate key in
    // the catalog, once the winner's table is there.
    if (!(error instanceof HandsFreeError) || error.code !== "duplicate_key") throw error;
    await createTable(db);
  }
}

async function createTable(db: Kysely<WithHistory>): Promise<void> {
  await db.schema
    .createTable("schema_migrations")
    .ifNotExists()
    .addColumn("version", "text", (column) => column.primaryKey())
    .addColumn("applied_at", "timestamptz", (column) => column.notNull().defaultTo(sql`now()`))
    .execute();
}

/** In order of version; none where the table is not there yet. */
export async function readHistory(db: Kysely<WithHistory>): Promise<AppliedMigration[]> {
  const { rows } = await sql<{ tables: number }>`
    select count(*) as tables from information_schema.tables
    where table_schema = current_schema() and table_name = 'schema_migrations'
  `.execute(db);
  if (Number(rows[0]?.tables) === 0) return [];
  const applied = await db
    .selectFrom("schema_migrations")
    .select(["version", "applied_at"])
    .orderBy("version")
    .execute();
  return applied.map((row) => ({ version: row.version, appliedAt: row.applied_at }));
}
