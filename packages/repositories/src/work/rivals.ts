import type { Database } from "@handsfree/schema";
import type { DialectAdapter, Transaction } from "kysely";

/** The largest spread. */
const widest = 2000;

/**
 * The recent losses of claims to other processes. A claim waits for a row that another process is
 * taking, and then does not get it. So after such losses claims begin at a random place among the due rows, and after
 * claims without a loss they return to those that are due for longest. A wrong guess costs only time.
 */
export class Rivals {
  /** Among how many more rows than it needs a claim begins. */
  #spread = 0;

  /** Those of a kind of work on a database. Kysely makes copies of itself that share the adapter. */
  static of(transaction: Transaction<Database>, work: object): Rivals {
    const { adapter } = transaction.getExecutor();
    const ofDatabase = known.get(adapter) ?? new WeakMap<object, Rivals>();
    const rivals = ofDatabase.get(work) ?? new Rivals();
    known.set(adapter, ofDatabase.set(work, rivals));
    return rivals;
  }

  get spread(): number {
    return this.#spread;
  }

  /** Picks rows, those first that are due for longest, from the place where the claim begins. */
  pick<Key>(due: readonly Key[], wanted: number, random: () => number): Key[] {
    const places = Math.min(this.#spread, Math.max(0, due.length - wanted));
    const from = Math.floor(random() * (places + 1));
    return due.slice(from, from + wanted);
  }

  /** @param lost how many rows of those that were tried another process took. */
  learn(lost: number, tried: number): void {
    if (lost > 0) this.#spread = Math.min(widest, Math.max(2 * this.#spread, 4 * tried));
    else if (tried > 0) this.#spread = Math.floor(0.9 * this.#spread);
  }
}

const known = new WeakMap<DialectAdapter, WeakMap<object, Rivals>>();
