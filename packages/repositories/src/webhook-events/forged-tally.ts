import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { requireCall } from "../context.ts";
import type { ForgedReceipt } from "./receipt.ts";
import {
  beginRejectionHour,
  countDropped,
  type RejectionHour,
  rejectionHour,
} from "./rejection-hour.ts";

interface Count extends RejectionHour {
  dropped: number;
  /** Whether the hour's are kept, so that the rest need not ask the database. */
  isFull: boolean;
}

/**
 * Counts in memory the forged deliveries that are not kept, so that a flood of them costs no commits. Make one for a
 * process and call its `flush` now and then, and when the process ends: a crash loses the counts since then, and
 * nothing else. `countWebhookRejections` knows what has been flushed.
 *
 * It holds a number for a source and an hour.
 */
export class ForgedTally {
  readonly #db: Executor<Database>;
  readonly #counts = new Map<string, Count>();

  /** @throws {InvalidInputError} for what is no database. */
  constructor(db: Executor<Database>) {
    requireCall(db);
    this.#db = db;
  }

  /** Counts one, or stores it where the hour has room as far as is known. */
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
   * Writes what was counted since the last time, a statement for each source and hour. What fails to be written stays
   * counted, for the next time.
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
    // Taken before it is written, so that two flushes at once do not write it twice.
    count.dropped = 0;
    try {
      await beginRejectionHour(this.#db, count);
      await countDropped(this.#db, count, dropped).execute();
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
