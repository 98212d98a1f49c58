import { type Executor, inTransaction } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import type { Transaction } from "kysely";
import type { Context } from "../context.ts";
import { isNothing, type PartialCounts, sumCounts } from "./counts.ts";
import { readCounts } from "./receipt.ts";
import { retried } from "../retried.ts";

/** The most rows that one transaction erases, but for what belongs to them. */
export const erasedAtOnce = 500;

/** The most rows whose content is read at a time, since each can be large. */
export const readAtOnce = 10;

/** An erasure under way. */
export interface Erasure {
  readonly db: Executor<Database>;
  readonly id: string;
  readonly context: Context;
}

/**
 * Does a part of an erasure in a transaction of its own, with what it did added to the receipt in the same
 * one: so a crash loses neither, and counts nothing twice.
 *
 * @returns whether there was anything to erase.
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

/** Two callers who work on one erasure meet here, so that neither's counts are lost. */
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

/** Does batches until one finds nothing. */
export async function eraseAll(
  erasure: Erasure,
  work: (transaction: Transaction<Database>) => Promise<PartialCounts>,
): Promise<void> {
  while (await eraseBatch(erasure, work));
}
