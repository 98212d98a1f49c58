import { type Executor, inTransaction } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { requireCall } from "../context.ts";
import { requireObject, requireWhole } from "../validate.ts";
import { Gathering } from "./gathering.ts";
import type { ForgedReceipt } from "./receipt.ts";
import { addCounts, holdKept, type RejectionHour, rejectionHour } from "./rejection-hour.ts";

interface Count extends RejectionHour {
  dropped: number;
  /** Whether the hour's limit is reached, so that later deliveries need not ask the database. */
  isFull: boolean;
}

/** Options of a `ForgedTally`. */
export interface ForgedTallyOptions {
  /**
   * How long a delivery that may be kept waits for others to share its commit, in milliseconds. A commit for each of them
   * costs more than a genuine delivery, and a forger can wait. Default 0, at most 5000.
   */
  readonly gatherFor?: number | undefined;
}

const longestGathering = 5000;

/**
 * Makes a flood of forged deliveries cost few commits: those that are kept are gathered, and those that are not are
 * counted in memory. Make one per process; call `flush` at intervals and when the process ends. A crash loses only the
 * counts since the last flush. `countWebhookRejections` returns only flushed counts.
 *
 * It holds one number per source and hour, and the deliveries whose callers wait.
 */
export class ForgedTally {
  readonly #db: Executor<Database>;
  readonly #gathering: Gathering;
  readonly #counts = new Map<string, Count>();
  readonly #underway = new Set<Promise<ForgedReceipt>>();

  /** @throws {InvalidInputError} if `db` is not a database, or naming the option. */
  constructor(db: Executor<Database>, options: ForgedTallyOptions = {}) {
    requireCall(db);
    const { gatherFor = 0 } = requireObject("options", options);
    this.#db = db;
    this.#gathering = new Gathering(requireWhole("gatherFor", gatherFor, 0, longestGathering));
  }

  /** Stores a forged delivery together with others if the hour may still have room, and counts it otherwise. */
  async take(
    { source, rejection, at }: { source: string; rejection: string; at: Date },
    store: () => Promise<ForgedReceipt>,
  ): Promise<ForgedReceipt> {
    const count = this.#countOf(rejectionHour(source, at));
    if (count.isFull) {
      count.dropped++;
      return { outcome: "dropped", rejection };
    }
    const stored = this.#gathering.wait().then(store);
    this.#underway.add(stored);
    try {
      const receipt = await stored;
      if (receipt.outcome === "dropped") count.isFull = true;
      return receipt;
    } finally {
      this.#underway.delete(stored);
    }
  }

  /**
   * Writes the deliveries that wait, and the counts since the last flush, one transaction for each source and hour. If a
   * count cannot be written, it is kept for the next flush; of a delivery its caller is told.
   */
  async flush(): Promise<void> {
    this.#gathering.end();
    await Promise.allSettled(this.#underway);
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
