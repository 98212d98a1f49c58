import { engineOf, retryOnConflict } from "@handsfree/query";
import { sql } from "kysely";
import { MigrationFailedError } from "../errors.ts";
import type { HistoryDatabase } from "../history/tables.ts";
import type { PlannedStep } from "../plan/plan.ts";
import { toolVersion } from "../tool-version.ts";
import { keepSessionSettings } from "./session-settings.ts";

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
  const { version, checksum, file } = migration;
  const started = performance.now();
  try {
    return await db.connection().execute((connection) =>
      keepSessionSettings(connection, engineOf(db), () =>
        // A deadlock with what the database serves meanwhile is no fault of the file.
        retryOnConflict(() =>
          connection.transaction().execute(async (transaction) => {
            // The row first: two runners meet here, not in the middle of somebody's tables.
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
            if (claimed === undefined) return false;
            for (const adoption of adoptions) await sql.raw(adoption.sql).execute(transaction);
            await sql.raw(migration.sql).execute(transaction);
            await transaction
              .updateTable("schema_migrations")
              .set({ duration_ms: Math.round(performance.now() - started) })
              .where("version", "=", version)
              .execute();
            return true;
          }),
        ),
      ),
    );
  } catch (error) {
    throw new MigrationFailedError(file, error);
  }
}
