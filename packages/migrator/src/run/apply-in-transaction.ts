import { HandsFreeError, retryOnConflict } from "@handsfree/query";
import { sql, type Transaction } from "kysely";
import { MigrationFailedError } from "../errors.ts";
import type { Migration } from "../files/migration.ts";
import type { HistoryDatabase, HistoryTables } from "../history/tables.ts";
import type { PlannedStep } from "../plan/plan.ts";
import { toolVersion } from "../tool-version.ts";
import { failedStatement } from "./failed-statement.ts";
import { inFileSession } from "./session/file-session.ts";

/**
 * Applies a file in one transaction with its row and what must run before it.
 *
 * @returns false when the row is there already, which another runner has made.
 * @throws {MigrationFailedError} and leaves nothing behind.
 */
export async function applyInTransaction(
  { db }: HistoryDatabase,
  { migration, adoptions }: PlannedStep,
): Promise<boolean> {
  const { file, statements } = migration;
  const started = performance.now();
  /** The index of the statement that runs. */
  let running: number | undefined;
  /** The file that makes room for this one, while it runs. */
  let adopting: string | undefined;
  try {
    return await db.connection().execute((connection) =>
      inFileSession(connection, migration, (before) =>
        // A deadlock with what the database serves meanwhile is no fault of the file.
        retryOnConflict(() =>
          connection.transaction().execute(async (transaction) => {
            running = undefined;
            adopting = undefined;
            // The row first: two runners meet here, not in the middle of somebody's tables.
            if (!(await claim(transaction, migration))) return false;
            for (const adoption of adoptions) {
              adopting = adoption.file;
              await sql.raw(adoption.sql).execute(transaction);
            }
            adopting = undefined;
            // One by one, so that a failure has a statement.
            for (const [index, { text }] of statements.entries()) {
              running = index;
              await sql.raw(text).execute(transaction);
            }
            running = undefined;
            await before.enter(transaction);
            await finish(transaction, migration, started);
            return true;
          }),
        ),
      ),
    );
  } catch (error) {
    const statement = running === undefined ? undefined : statements[running];
    const failed = statement && failedStatement((running ?? 0) + 1, statement, error);
    throw new MigrationFailedError(adopting ?? file, error, failed);
  }
}

async function claim(
  transaction: Transaction<HistoryTables>,
  { version, checksum }: Migration,
): Promise<boolean> {
  const claimed = await transaction
    .insertInto("schema_migrations")
    .values({
      version,
      checksum,
      applied_at: sql<Date>`now()`,
      state: "applied",
      tool_version: toolVersion,
    })
    .onConflict((conflict) => conflict.column("version").doNothing())
    .returning("version")
    .executeTakeFirst();
  return claimed !== undefined;
}

async function finish(
  transaction: Transaction<HistoryTables>,
  { version }: Migration,
  started: number,
): Promise<void> {
  const { numUpdatedRows } = await transaction
    .updateTable("schema_migrations")
    .set({ duration_ms: Math.round(performance.now() - started) })
    .where("version", "=", version)
    .executeTakeFirstOrThrow();
  if (numUpdatedRows !== 1n) {
    throw new HandsFreeError("invalid_query", "it took its own row out of schema_migrations");
  }
}
