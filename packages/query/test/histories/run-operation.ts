import { setImmediate } from "node:timers/promises";
import { type ControlledTransaction, type Kysely, type Transaction, sql } from "kysely";
import { changeAndRecord } from "../../src/index.ts";
import type { Operation, Statement, Step, Tables } from "./operations.ts";
import { type Outcome, answer, canonical } from "./outcome.ts";

class DeliberateError extends Error {}

/** Runs a re-runnable unit; the plain connection has none, and uses a transaction. */
export type RunUnit = <T>(
  db: Kysely<Tables>,
  work: (transaction: Transaction<Tables>) => Promise<T>,
) => Promise<T>;

/** What one caller does, written as any user of Kysely would, and what it was told. */
export async function runOperation(
  db: Kysely<Tables>,
  operation: Operation,
  runUnit: RunUnit,
): Promise<Outcome> {
  try {
    if (operation.kind === "single") return answer(await runStep(db, operation.statement));
    const work = (trx: Kysely<Tables>): Promise<unknown> => runSteps(trx, operation);
    if (operation.kind === "unit") return answer(await runUnit(db, work));
    if (operation.kind === "interactive") return answer(await db.transaction().execute(work));
    return answer(await runControlled(await db.startTransaction().execute(), work));
  } catch (error) {
    if (error instanceof DeliberateError) return { codes: ["deliberate"] };
    const { code, message, cause } = error as Error & { code?: unknown };
    return {
      codes: [typeof code === "string" ? code : "no code"],
      detail: `${message} (${cause instanceof Error ? cause.message : String(cause)})`,
    };
  }
}

async function runControlled(
  trx: ControlledTransaction<Tables>,
  work: (trx: Kysely<Tables>) => Promise<unknown>,
): Promise<unknown> {
  try {
    const result = await work(trx);
    await trx.commit().execute();
    return result;
  } catch (error) {
    if (!trx.isCommitted && !trx.isRolledBack) await trx.rollback().execute();
    throw error;
  }
}

async function runSteps(
  trx: Kysely<Tables>,
  { kind, steps, end }: Exclude<Operation, { kind: "single" }>,
): Promise<unknown> {
  const answers: string[] = [];
  let failed = false;
  for (const { step, swallow } of steps) {
    if (kind !== "unit") await setImmediate();
    try {
      answers.push(canonical(await runStep(trx, step)));
    } catch (error) {
      // Once the transaction is lost, what its later statements say is the engine's own affair.
      if (!swallow && !failed) throw error;
      failed = true;
    }
  }
  if (end === "abort") throw new DeliberateError();
  return answers;
}

async function runStep(db: Kysely<Tables>, step: Step): Promise<unknown> {
  switch (step.kind) {
    case "readThenAdd": {
      const { n } = await db
        .selectFrom("counters")
        .select("n")
        .where("id", "=", step.id)
        .executeTakeFirstOrThrow();
      await db
        .updateTable("counters")
        .set({ n: n + step.delta })
        .where("id", "=", step.id)
        .execute();
      return n;
    }
    case "findOrInsert": {
      const found = await db
        .selectFrom("items")
        .selectAll()
        .where("key", "=", step.row.key)
        .executeTakeFirst();
      return found ?? db.insertInto("items").values(step.row).returningAll().execute();
    }
    case "annotateAndLog": {
      const largeEnough = sql<boolean>`case when n >= ${step.atLeast} then true else false end`;
      const change = db
        .updateTable("items")
        .set({ note: step.note })
        .where("key", "=", step.key)
        .where(largeEnough);
      return changeAndRecord(db, change, [db.insertInto("logs").values(step.log)]);
    }
    default:
      return runStatement(db, step);
  }
}

async function runStatement(db: Kysely<Tables>, statement: Statement): Promise<unknown> {
  switch (statement.kind) {
    case "insertItems":
      return insertItems(db, statement);
    case "insertLog": {
      const insert = db.insertInto("logs").values(statement.log);
      if (statement.returning) return insert.returningAll().execute();
      return (await insert.executeTakeFirstOrThrow()).numInsertedOrUpdatedRows;
    }
    case "insertRawLog":
      return (await sql`insert into logs (caller) values (${statement.caller})`.execute(db))
        .numAffectedRows;
    case "addToCounter": {
      const update = db
        .updateTable("counters")
        .set((eb) => ({ n: eb("n", "+", statement.delta) }))
        .where("id", "=", statement.id);
      if (statement.returning) return update.returning(["id", "n"]).execute();
      return (await update.executeTakeFirstOrThrow()).numUpdatedRows;
    }
    case "addToItems":
      return (
        await db
          .updateTable("items")
          .set((eb) => ({ n: eb("n", "+", statement.delta) }))
          .where("n", ">=", statement.atLeast)
          .executeTakeFirstOrThrow()
      ).numUpdatedRows;
    case "annotate":
      return (
        await db
          .updateTable("items")
          .set({ note: statement.note })
          .where("key", "=", statement.key)
          .executeTakeFirstOrThrow()
      ).numUpdatedRows;
    case "deleteItem": {
      const remove = db.deleteFrom("items").where("key", "=", statement.key);
      if (statement.returning) return remove.returningAll().execute();
      return (await remove.executeTakeFirstOrThrow()).numDeletedRows;
    }
    case "deleteLogs":
      return (
        await db.deleteFrom("logs").where("caller", "=", statement.caller).executeTakeFirstOrThrow()
      ).numDeletedRows;
    case "findItem":
      return db.selectFrom("items").selectAll().where("key", "=", statement.key).execute();
    case "selectItems":
      return db.selectFrom("items").selectAll().orderBy("key").execute();
    case "selectCounters":
      return db.selectFrom("counters").selectAll().orderBy("id").execute();
    case "countLogs":
      return db
        .selectFrom("logs")
        .select((eb) => eb.fn.countAll().as("count"))
        .execute();
    case "breakRead":
      return sql`select no_such_column from items`.execute(db);
    case "breakWrite":
      break;
  }
  return sql`insert into logs (no_such_column) values (${1})`.execute(db);
}

async function insertItems(
  db: Kysely<Tables>,
  { rows, onConflict, returning }: Extract<Statement, { kind: "insertItems" }>,
): Promise<unknown> {
  let insert = db.insertInto("items").values([...rows]);
  if (onConflict === "nothing") insert = insert.onConflict((oc) => oc.column("key").doNothing());
  if (onConflict === "add") {
    insert = insert.onConflict((oc) =>
      oc.column("key").doUpdateSet((eb) => ({ n: eb("items.n", "+", eb.ref("excluded.n")) })),
    );
  }
  if (!returning) return (await insert.executeTakeFirstOrThrow()).numInsertedOrUpdatedRows;
  // RETURNING has no order that a caller may count on.
  return (await insert.returningAll().execute()).toSorted((a, b) => (a.key < b.key ? -1 : 1));
}
