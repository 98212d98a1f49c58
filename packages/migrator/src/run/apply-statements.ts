import { type Kysely, sql, type Transaction, type Updateable } from "kysely";
import { MigrationUnfinishedError } from "../errors.ts";
import type { Migration } from "../files/migration.ts";
import type { HistoryDatabase, HistoryTables } from "../history/tables.ts";
import type { PlannedStep } from "../plan/plan.ts";
import type { Lock } from "../lock/acquire-lock.ts";
import { toolVersion } from "../tool-version.ts";
import { checksumBefore } from "./done-statements.ts";
import type { MigrationEvent } from "./events.ts";
import { failedStatement } from "./failed-statement.ts";
import { inFileSession } from "./session/file-session.ts";

/**
 * Runs a file's statements one by one, each on record before it begins, so that of a run that dies the
 * history says where.
 *
 * @returns false when another runner has the file, or has taken over.
 * @throws {MigrationUnfinishedError} when a statement fails; what came before it stays.
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
  return db.connection().execute((connection) =>
    inFileSession(connection, migration, async (before) => {
      // The history is written in transactions, between which the file's own session is as it left it.
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
          // Should the database not be there to be told, the row still says that the statement runs.
          await record((history) =>
            update(history, migration, { state: "failed", error: failed.words }),
          ).catch(() => undefined);
          throw new MigrationUnfinishedError(migration.file, failed, error);
        }
      }
      const duration = Math.round(performance.now() - started);
      await record((history) =>
        update(history, migration, {
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

/** The row first, as `running`: new, or that of a repaired one. */
async function claim(
  db: Kysely<HistoryTables>,
  { migration: { version, checksum }, fromStatement }: PlannedStep,
): Promise<boolean> {
  const row = { checksum, state: "running" as const, tool_version: toolVersion, error: null };
  const resumed = await db
    .updateTable("schema_migrations")
    .set({ ...row, applied_at: sql<Date>`now()` })
    .where("version", "=", version)
    .where("state", "=", "resume")
    .returning("version")
    .executeTakeFirst();
  if (resumed !== undefined) return true;
  const inserted = await db
    .insertInto("schema_migrations")
    .values({ ...row, version, statement: fromStatement, applied_at: sql<Date>`now()` })
    .onConflict((conflict) => conflict.column("version").doNothing())
    .returning("version")
    .executeTakeFirst();
  return inserted !== undefined;
}

/** Puts the statement on record, unless another has taken over: two must not run one file. */
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

async function update(
  connection: Kysely<HistoryTables>,
  { version }: Migration,
  values: Updateable<HistoryTables["schema_migrations"]>,
): Promise<void> {
  await connection
    .updateTable("schema_migrations")
    .set(values)
    .where("version", "=", version)
    .execute();
}
