import { type Executor, inTransaction } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import type { Transaction } from "kysely";
import type { Context } from "../context.ts";
import { isNothing, type PartialCounts, sumCounts } from "./counts.ts";
import { readCounts } from "./receipt.ts";
import { retried } from "../retried.ts";

/** The maximum of rows erased per transaction, without the rows that belong to them. */
export const erasedAtOnce = 500;

/** The maximum of rows read at a time, since each content can be large. */
export const readAtOnce = 10;

/** An erasure in progress. */
export interface Erasure {
  readonly db: Executor<Database>;
  readonly id: string;
  readonly context: Context;
}

/**
 * Runs one batch of an erasure in its own transaction, which also adds its counts to the receipt: a crash loses
 * neither, and no row is counted twice.
 *
 * @returns whether the batch erased anything.
 */
export function eraseBatch(
  { db, id }: Erasure,
  work: (transaction: Transaction<Database>) => Promise<PartialCounts>,
): Promise<boolean> {
  const attempt = (): Promise<boolean> =>
    inTransaction(db, async (transaction) => {
      const { report } = await lockReceipt(transaction, id);
      const counts = await work(transaction);
      if (isNothing(counts)) return false;
      const sum = sumCounts(readCounts(report), counts);
      await transaction
        .updateTable("erasures")
        .set({ report: JSON.stringify(sum) })
        .where("id", "=", id)
        .execute();
      return true;
    });
  return retried(db, attempt);
}

/** Locks the receipt, so that two callers of one erasure do not lose each other's counts. */
function lockReceipt(
  transaction: Transaction<Database>,
  id: string,
): Promise<{ report: string | null }> {
  return transaction
    .updateTable("erasures")
    .set((row) => ({ reason: row.ref("reason") }))
    .where("id", "=", id)
    .returning("report")
    .executeTakeFirstOrThrow();
}

/** Runs batches until one finds nothing. */
export async function eraseAll(
  erasure: Erasure,
  work: (transaction: Transaction<Database>) => Promise<PartialCounts>,
): Promise<void> {
  while (await eraseBatch(erasure, work));
}
