import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import type { DialectAdapter } from "kysely";

/**
 * The rows that workers of this process are trying to get. A worker that comes meanwhile tries others, so that
 * hundreds of workers do not all write to the same rows for one of them to win. It only spares them that: the row
 * decides who has it.
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

  /** Does the work while no other worker tries these. */
  async during<Result>(keys: readonly string[], work: () => Promise<Result>): Promise<Result> {
    for (const key of keys) this.#keys.add(key);
    try {
      return await work();
    } finally {
      for (const key of keys) this.#keys.delete(key);
    }
  }
}

/** Kysely copies itself but keeps its adapter. */
const byAdapter = new WeakMap<DialectAdapter, InFlightClaims>();
