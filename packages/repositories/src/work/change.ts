import { changeAndRecord, type Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import type { ExpressionBuilder, UpdateQueryBuilder, UpdateResult } from "kysely";
import type { Context } from "../context.ts";
import { allInOneCase } from "../one-case.ts";
import type { Guard, LeasedRow, Move, RowIdentity, WorkTable, WorkTypes } from "./leased-work.ts";

/** A change of a row, and its conditions. */
export interface WorkChange<T extends WorkTypes> extends Move<T>, RowIdentity<T> {
  readonly guards?: readonly Guard<T["table"]>[];
}

/**
 * Changes a row with one conditional statement, and inserts its audit record in the same transaction.
 *
 * @returns whether this call changed the row; false if the row was changed since it was read, or a guard does not hold.
 */
export async function changeWork<T extends WorkTypes>(
  db: Executor<Database>,
  work: WorkTable<T>,
  { key, asRead, guards = [], set, step, records = [] }: NoInfer<WorkChange<T>>,
  context: Context,
): Promise<boolean> {
  work.requireLegal?.(step);
  const update = updateRow(db, work, { key, asRead }, set, guards);
  const recorded = work.record?.(step, context);
  // Kysely's types cannot follow a table that is a parameter.
  const record = (db as unknown as Executor<AnyTable>)
    .insertInto(work.history as unknown as "work")
    .values(recorded as never);
  const changed = await changeAndRecord(
    db,
    update,
    recorded === undefined ? records : [record, ...records],
  );
  if (changed) await work.afterChange?.(db, step);
  return changed;
}

/** The columns that every table of leased work has. */
interface AnyTable {
  readonly work: LeasedRow & { readonly id: string; readonly owned_key: string };
}

/** An update of one row, on condition that it is unchanged since it was read and the guards hold. */
export function updateRow<T extends WorkTypes>(
  db: Executor<Database>,
  { table, key: column }: WorkTable<T>,
  { key, asRead }: RowIdentity<T>,
  set: Partial<T["row"]>,
  guards: readonly Guard<T["table"]>[],
): UpdateQueryBuilder<AnyTable, "work", "work", UpdateResult> {
  // Kysely's types cannot follow a table that is a parameter.
  const anyDb = db as unknown as Executor<AnyTable>;
  return anyDb
    .updateTable(table as unknown as "work")
    .set(set)
    .where(column, "=", key)
    .where((row) => isAsRead<T>(asRead, guards)(row as unknown as RowBuilder<T>));
}

type RowBuilder<T extends WorkTypes> = ExpressionBuilder<Database, T["table"]>;

/** The condition that a row is unchanged since it was read, and the guards hold. */
export function isAsRead<T extends WorkTypes>(
  asRead: Partial<T["row"]>,
  guards: readonly Guard<T["table"]>[],
): Guard<T["table"]> {
  return (row) => {
    // Kysely's types cannot follow a table that is a parameter.
    const any = row as unknown as ExpressionBuilder<AnyTable, "work">;
    return allInOneCase([any.and(asRead), ...guards.map((guard) => guard(row))]);
  };
}
