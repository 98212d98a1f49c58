import { HandsFreeError, retryOnConflict } from "@handsfree/query";
import { sql } from "kysely";
import { MigrationFailedError } from "../errors.ts";
import type { HistoryDatabase } from "../history/tables.ts";
import { insertRow, rowOf, updateRow } from "../history/write-row.ts";
import type { PlannedStep } from "../plan/plan.ts";
import { failedStatement } from "./failed-statement.ts";
import { inFileSession } from "./session/file-session.ts";

/**
 * Applies a file, its adoptions and its row in one transaction.
 *
 * @returns false when another runner has inserted the row.
 * @throws {MigrationFailedError} when a statement fails; nothing is left behind.
 */
export async function applyInTransaction(
  { db }: HistoryDatabase,
  { migration, adoptions }: PlannedStep,
): Promise<boolean> {
  const { file, statements, version } = migration;
  const started = performance.now();
  /** The index of the running statement. */
  let running: number | undefined;
  /** The running adoption. */
  let adopting: string | undefined;
  try {
    return await db.connection().execute((connection) =>
      inFileSession(connection, migration, (before) =>
        // A deadlock with other clients of the database is not the fault of the file.
        retryOnConflict(() =>
          connection.transaction().execute(async (transaction) => {
            running = undefined;
            adopting = undefined;
            // The row comes first, so that two runners collide here and not in the middle of the file.
            if (!(await insertRow(transaction, rowOf(migration, "applied")))) return false;
            for (const adoption of adoptions) {
              adopting = adoption.file;
              await sql.raw(adoption.sql).execute(transaction);
            }
            adopting = undefined;
            // One at a time, so that an error can name its statement.
            for (const [index, { text }] of statements.entries()) {
              running = index;
              await sql.raw(text).execute(transaction);
            }
            running = undefined;
            await before.enter(transaction);
            const duration = Math.round(performance.now() - started);
            if (!(await updateRow(transaction, version, { duration_ms: duration }))) {
              const message = "the file deleted its own row from schema_migrations";
              throw new HandsFreeError("invalid_query", message);
            }
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
