import { engineOf } from "@handsfree/query";
import type { Kysely } from "kysely";
import { readDuckDbRelations } from "./duckdb-relations.ts";
import { readPostgresRelations } from "./postgres-relations.ts";
import { findOwn, type OwnColumns, requireOnePlace, requireReadable } from "./require-own.ts";
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
  /** Null when another program recorded the row without one. */
  readonly checksum: string | null;
  /** The checksum of a changed file that was accepted in place of the applied one. */
  readonly acceptedChecksum: string | null;
  readonly acceptedAt: Date | null;
  /** In milliseconds. */
  readonly duration: number | null;
  readonly toolVersion: string | null;
  /** For a file outside a transaction: the statement, from 1, that runs, failed or is next. */
  readonly statement: number | null;
  /** Why that statement failed, without values of rows. */
  readonly error: string | null;
  /** The checksum of the statements before that one. */
  readonly doneChecksum: string | null;
}

/** The history, and the form of its table. */
export interface History extends HistoryDatabase {
  /** `old` has two columns, or the columns of an earlier release. */
  readonly form: "absent" | "old" | "current";
  /** In order of version. */
  readonly rows: readonly AppliedMigration[];
}

type TwoColumns = { version: string; applied_at: Date };
type AddedColumns = Omit<SchemaMigrationTable, keyof TwoColumns>;

/** Columns that the form of two columns lacks, with their types on both engines. */
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

/**
 * Reads the history. It checks the catalog first, since the table may belong to another program. Writes
 * nothing, so a read-only database is enough.
 *
 * @throws {MigrationHistoryError} when the table is not a history of the migrator, or the role may not read it.
 */
export async function readHistory<DB>(database: Kysely<DB>): Promise<History> {
  const plain = database as unknown as Kysely<HistoryTables>;
  const engine = engineOf(database);
  // Queries of the builder need not wait for a running migration on DuckDB.
  const relations = await (engine === "duckdb"
    ? readDuckDbRelations(plain)
    : readPostgresRelations(plain));
  const schema = requireOnePlace(relations, historyColumns.name);
  const relation = findOwn(engine, relations, historyColumns);
  findOwn(engine, relations, lockColumns);
  const db = plain.withSchema(schema);
  if (relation === undefined) return { db, schema, form: "absent", rows: [] };
  requireReadable(relation, relations.role);
  const present = new Set(relation.columns.map(({ name }) => name));
  const form = Object.keys(addedColumns).every((column) => present.has(column)) ? "current" : "old";
  const rows = await db.selectFrom("schema_migrations").selectAll().orderBy("version").execute();
  return { db, schema, form, rows: rows.map(toApplied) };
}

const historyColumns: OwnColumns = {
  name: "schema_migrations",
  key: "version",
  needed: { version: "text", applied_at: "timestamptz" },
  further: addedColumns,
};

const lockColumns: OwnColumns = {
  name: "schema_migrations_lock",
  key: "id",
  needed: { id: "integer", owner: "text", acquired_at: "timestamptz", heartbeat_at: "timestamptz" },
  further: {},
};

/** A table of the older form lacks most columns, which are then undefined. */
export function toApplied(row: TwoColumns & Partial<AddedColumns>): AppliedMigration {
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
