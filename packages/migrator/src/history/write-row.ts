import { type Kysely, sql, type UpdateObject } from "kysely";
import type { Migration } from "../files/migration.ts";
import { toolVersion } from "../tool-version.ts";
import type { HistoryState, HistoryTables } from "./tables.ts";

type Row = UpdateObject<HistoryTables, "schema_migrations">;

/** The values that every row gets when its migration begins or is recorded. */
export function rowOf(
  { version, checksum }: Pick<Migration, "checksum" | "version">,
  state: HistoryState,
): { version: string; checksum: string; state: HistoryState; tool_version: string } {
  return { version, checksum, state, tool_version: toolVersion };
}

/** Inserts a row, timed by the database. False when the version already has one. */
export async function insertRow(
  db: Kysely<HistoryTables>,
  row: ReturnType<typeof rowOf> & Row,
): Promise<boolean> {
  const inserted = await db
    .insertInto("schema_migrations")
    .values({ ...row, applied_at: sql<Date>`now()` })
    .onConflict((conflict) => conflict.column("version").doNothing())
    .returning("version")
    .executeTakeFirst();
  return inserted !== undefined;
}

/** Changes the row of a version. False when there is none. */
export async function updateRow(
  db: Kysely<HistoryTables>,
  version: string,
  values: Row,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable("schema_migrations")
    .set(values)
    .where("version", "=", version)
    .executeTakeFirstOrThrow();
  return numUpdatedRows === 1n;
}
