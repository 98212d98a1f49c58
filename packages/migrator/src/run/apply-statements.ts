import { type Kysely, sql, type Transaction } from "kysely";
import { MigrationUnfinishedError } from "../errors.ts";
import { checksumBefore } from "../files/checksum.ts";
import type { Migration } from "../files/migration.ts";
import type { HistoryDatabase, HistoryTables } from "../history/tables.ts";
import { insertRow, rowOf, updateRow } from "../history/write-row.ts";
import type { PlannedStep } from "../plan/plan.ts";
import type { Lock } from "../lock/acquire-lock.ts";
import type { MigrationEvent } from "./events.ts";
import { failedStatement } from "./failed-statement.ts";
import { inFileSession } from "./session/file-session.ts";

/**
 * Runs a file's statements one by one. Each is recorded before it begins, so that the history says where a
 * run died.
 *
 * @returns false when another runner has the file or has taken over.
 * @throws {MigrationUnfinishedError} when a statement fails; the statements before it stay applied.
 */
export async function applyStatements(
  { db }: HistoryDatabase,
  step: PlannedStep,
  lock: Lock,
  onEvent: ((event: MigrationEvent) => void) | undefined,
): Promise<boolean> {
  const started = performance.now();
  if (!(await claim(db, step))) return false;
  const { migration, fromStatement } = step;
  const { version } = migration;
  return db.connection().execute((connection) =>
    inFileSession(connection, migration, async (before) => {
      // The history is written in transactions. Between them the session is as the file left it.
      const record = async <T>(
        write: (transaction: Transaction<HistoryTables>) => Promise<T>,
      ): Promise<T> => {
        const transactions = connection.transaction().setAccessMode("read write");
        const result = await transactions.execute(async (transaction) => {
          await before.enter(transaction);
          return write(transaction);
        });
        await before.leave();
        return result;
      };
      for (const [index, each] of migration.statements.entries()) {
        const statement = index + 1;
        if (statement < fromStatement) continue;
        if (!(await record((history) => begin(history, migration, statement, lock)))) return false;
        onEvent?.({ type: "statement", migration, statement });
        try {
          await sql.raw(each.text).execute(connection);
        } catch (error) {
          const failed = failedStatement(statement, each, error);
          // If the database cannot be reached, the row still says that the statement runs.
          await record((history) =>
            updateRow(history, version, { state: "failed", error: failed.message }),
          ).catch(() => undefined);
          throw new MigrationUnfinishedError(migration.file, failed, error);
        }
      }
      const duration = Math.round(performance.now() - started);
      await record((history) =>
        updateRow(history, version, {
          state: "applied",
          duration_ms: duration,
          statement: null,
          done_checksum: null,
        }),
      );
      return true;
    }),
  );
}

/** Inserts the row as `running`, or claims the row of a repaired migration. */
async function claim(
  db: Kysely<HistoryTables>,
  { migration, fromStatement }: PlannedStep,
): Promise<boolean> {
  const row = rowOf(migration, "running");
  const resumed = await db
    .updateTable("schema_migrations")
    .set({ ...row, error: null, applied_at: sql<Date>`now()` })
    .where("version", "=", row.version)
    .where("state", "=", "resume")
    .returning("version")
    .executeTakeFirst();
  return resumed !== undefined || insertRow(db, { ...row, statement: fromStatement });
}

/** Records the statement, unless another runner has taken over: two must not run one file. */
async function begin(
  connection: Kysely<HistoryTables>,
  migration: Migration,
  statement: number,
  lock: Lock,
): Promise<boolean> {
  const begun = await connection
    .updateTable("schema_migrations")
    .set({ statement, done_checksum: checksumBefore(migration, statement) })
    .where("version", "=", migration.version)
    .where("state", "=", "running")
    .where((where) =>
      where.exists(
        where.selectFrom("schema_migrations_lock").select("id").where("owner", "=", lock.owner),
      ),
    )
    .returning("version")
    .executeTakeFirst();
  return begun !== undefined;
}
