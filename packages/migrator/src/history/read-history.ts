import { type Kysely, sql } from "kysely";
import type {
  HistoryDatabase,
  HistoryState,
  HistoryTables,
  SchemaMigrationTable,
} from "./tables.ts";

/** A row of the history. */
export interface AppliedMigration {
  readonly version: string;
  readonly appliedAt: Date;
  readonly state: HistoryState;
  /** Null where the row is of a program that recorded none. */
  readonly checksum: string | null;
  /** Of a changed file that was allowed in place of what ran. */
  readonly acceptedChecksum: string | null;
  readonly acceptedAt: Date | null;
  /** In milliseconds. */
  readonly duration: number | null;
  readonly toolVersion: string | null;
  /** Of a file outside a transaction: the statement, from 1, that runs, failed or is next. */
  readonly statement: number | null;
  /** Why that statement failed, without values of rows. */
  readonly error: string | null;
  /** Of the statements before that one. */
  readonly doneChecksum: string | null;
}

/** The history, and how its table stands to what this release writes. */
export interface History extends HistoryDatabase {
  /** `old` is the form of two columns, or of a release before this one. */
  readonly form: "absent" | "old" | "current";
  /** In order of version. */
  readonly rows: readonly AppliedMigration[];
}

type TwoColumns = { version: string; applied_at: Date };
type AddedColumns = Omit<SchemaMigrationTable, keyof TwoColumns>;

/** The columns that the older form, of two, does not have, with their types on either engine. */
export const addedColumns: Readonly<
  Record<keyof AddedColumns, "integer" | "text" | "timestamptz">
> = {
  checksum: "text",
  duration_ms: "integer",
  tool_version: "text",
  state: "text",
  statement: "integer",
  error: "text",
  done_checksum: "text",
  accepted_checksum: "text",
  accepted_at: "timestamptz",
};

/** Writes nothing, so a read-only database will do. */
export async function readHistory<DB>(database: Kysely<DB>): Promise<History> {
  const plain = database as unknown as Kysely<HistoryTables>;
  // Selects made by the builder, which on DuckDB need not wait for a migration that runs.
  const { schema, columns } = await plain
    .selectNoFrom([
      sql<string | null>`current_schema()`.as("schema"),
      sql<string | null>`(
        select string_agg(column_name, ',') from information_schema.columns
        where table_schema = current_schema() and table_name = 'schema_migrations'
      )`.as("columns"),
    ])
    .executeTakeFirstOrThrow();
  const name = schema ?? "public";
  const db = plain.withSchema(name);
  if (columns === null) return { db, schema: name, form: "absent", rows: [] };
  const present = new Set(columns.split(","));
  const form = Object.keys(addedColumns).every((column) => present.has(column)) ? "current" : "old";
  const rows = await db.selectFrom("schema_migrations").selectAll().orderBy("version").execute();
  return { db, schema: name, form, rows: rows.map(toApplied) };
}

/** In the older form most columns are not there, and so undefined. */
function toApplied(row: TwoColumns & Partial<AddedColumns>): AppliedMigration {
  return {
    version: row.version,
    appliedAt: row.applied_at,
    state: row.state ?? "applied",
    checksum: row.checksum ?? null,
    acceptedChecksum: row.accepted_checksum ?? null,
    acceptedAt: row.accepted_at ?? null,
    duration: row.duration_ms ?? null,
    toolVersion: row.tool_version ?? null,
    statement: row.statement ?? null,
    error: row.error ?? null,
    doneChecksum: row.done_checksum ?? null,
  };
}
