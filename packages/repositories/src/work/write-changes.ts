import { executeAll, insertRows, type KeyedTable, updateAsRead } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import type { Compilable, Insertable, Transaction } from "kysely";
import type { Context } from "../context.ts";
import { isAsRead } from "./change.ts";
import type { Guard, RowIdentity, WorkTable, WorkTypes } from "./leased-work.ts";

/** A change of a row that this transaction has read, to be written with changes of other rows. */
export interface RowChange<T extends WorkTypes> extends RowIdentity<T> {
  readonly set: Partial<T["row"]>;
  readonly guards: readonly Guard<T["table"]>[];
  /** The steps to record, each with the context of its caller. */
  readonly steps: readonly { readonly step: T["step"]; readonly context: Context }[];
  /** Further inserts. */
  readonly records: readonly Compilable[];
}

/**
 * Writes changes of different rows with their audit records.
 *
 * @returns the keys of the rows that another transaction changed since they were read. On DuckDB there are none.
 */
export async function writeChanges<T extends WorkTypes>(
  transaction: Transaction<Database>,
  work: WorkTable<T>,
  changes: readonly RowChange<T>[],
): Promise<ReadonlySet<string>> {
  for (const { steps } of changes) for (const { step } of steps) work.requireLegal?.(step);
  // In one order, so that transactions that lock the same rows do not wait for each other in a circle.
  const inOrder = changes.toSorted((a, b) => (a.key < b.key ? -1 : 1));
  // Kysely's types cannot follow a table that is a parameter.
  const table = work as unknown as KeyedTable<Database, T["table"]>;
  const updating = updateAsRead(
    transaction,
    table,
    inOrder.map(({ key, asRead, set, guards }) => ({
      key,
      set,
      isAsRead: isAsRead(asRead, guards),
    })),
  );
  const { history, record } = work;
  let records: Insertable<Database[T["history"]]>[][];
  let changed: readonly boolean[];
  try {
    // Made while the database is busy.
    records = inOrder.map(({ steps }) =>
      record === undefined ? [] : steps.map(({ step, context }) => record(step, context)),
    );
  } finally {
    // Also after a failure, so that no statement outlives its transaction.
    changed = await updating;
  }
  const made = inOrder.filter((_, index) => changed[index]);
  if (history !== undefined) {
    await insertRows(transaction, history, records.filter((_, index) => changed[index]).flat());
  }
  await executeAll(
    transaction,
    made.flatMap((change) => change.records),
  );
  for (const { steps } of made) {
    for (const { step } of steps) await work.afterChange?.(transaction, step);
  }
  return new Set(inOrder.flatMap(({ key }, index) => (changed[index] ? [] : key)));
}
