import { type Executor, inTransaction } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { requireCall } from "../context.ts";
import type { ForgedReceipt } from "./receipt.ts";
import { addCounts, holdKept, type RejectionHour, rejectionHour } from "./rejection-hour.ts";

interface Count extends RejectionHour {
  dropped: number;
  /** Whether the hour's limit is reached, so that later deliveries need not ask the database. */
  isFull: boolean;
}

/**
 * Counts in memory the forged deliveries that are not kept, so that a flood of them costs no commits. Make one per
 * process; call `flush` at intervals and when the process ends. A crash loses only the counts since the last flush.
 * `countWebhookRejections` returns only flushed counts.
 *
 * It holds one number per source and hour.
 */
export class ForgedTally {
  readonly #db: Executor<Database>;
  readonly #counts = new Map<string, Count>();

  /** @throws {InvalidInputError} if `db` is not a database. */
  constructor(db: Executor<Database>) {
    requireCall(db);
    this.#db = db;
  }

  /** Stores a forged delivery if the hour may still have room, and counts it otherwise. */
  async take(
    { source, rejection, at }: { source: string; rejection: string; at: Date },
    store: () => Promise<ForgedReceipt>,
  ): Promise<ForgedReceipt> {
    const count = this.#countOf(rejectionHour(source, at));
    if (count.isFull) {
      count.dropped++;
      return { outcome: "dropped", rejection };
    }
    const receipt = await store();
    if (receipt.outcome === "dropped") count.isFull = true;
    return receipt;
  }

  /**
   * Writes the counts since the last flush, one transaction for each source and hour. If a write fails, its count is
   * kept for the next flush.
   */
  async flush(): Promise<void> {
    const newest = Math.max(...[...this.#counts.values()].map(({ hour }) => hour.getTime()));
    for (const [key, count] of this.#counts) {
      if (count.dropped > 0) await this.#write(count);
      if (count.dropped === 0 && count.hour.getTime() < newest) this.#counts.delete(key);
    }
  }

  async #write(count: Count): Promise<void> {
    const { dropped } = count;
    // Reset before the write, so that two flushes at once do not write it twice.
    count.dropped = 0;
    try {
      await inTransaction(this.#db, async (transaction) => {
        await holdKept(transaction, count);
        await addCounts(transaction, count, { kept: 0, dropped });
      });
    } catch (error) {
      count.dropped += dropped;
      throw error;
    }
  }

  #countOf(hour: RejectionHour): Count {
    const known = this.#counts.get(hour.key);
    if (known) return known;
    const count = { ...hour, dropped: 0, isFull: false };
    this.#counts.set(hour.key, count);
    return count;
  }
}
