import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import type { DialectAdapter } from "kysely";

/**
 * The rows that workers of this process are claiming. Other workers skip them, so that hundreds of workers do not write
 * to the same row. This only saves work: the conditional write decides which worker gets the row.
 */
export class InFlightClaims {
  readonly #keys = new Set<string>();

  static of(db: Executor<Database>): InFlightClaims {
    const { adapter } = db.getExecutor();
    const claims = byAdapter.get(adapter) ?? new InFlightClaims();
    byAdapter.set(adapter, claims);
    return claims;
  }

  get size(): number {
    return this.#keys.size;
  }

  has(key: string): boolean {
    return this.#keys.has(key);
  }

  /** Marks the keys as in flight until the work has ended. */
  async during<Result>(keys: readonly string[], work: () => Promise<Result>): Promise<Result> {
    for (const key of keys) this.#keys.add(key);
    try {
      return await work();
    } finally {
      for (const key of keys) this.#keys.delete(key);
    }
  }
}

/** By adapter, since Kysely makes copies of itself that share the adapter. */
const byAdapter = new WeakMap<DialectAdapter, InFlightClaims>();
