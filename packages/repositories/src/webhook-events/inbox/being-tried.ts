import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import type { DialectAdapter } from "kysely";

/**
 * Which events workers of this process are trying to get. Whoever comes meanwhile tries others, so that hundreds
 * of workers do not all write to the same rows for one of them to win. It only spares them that: who has an
 * event is decided by the row.
 */
export class BeingTried {
  readonly #ids = new Set<string>();

  static of(db: Executor<Database>): BeingTried {
    const { adapter } = db.getExecutor();
    const tried = byAdapter.get(adapter) ?? new BeingTried();
    byAdapter.set(adapter, tried);
    return tried;
  }

  get size(): number {
    return this.#ids.size;
  }

  has(id: string): boolean {
    return this.#ids.has(id);
  }

  /** Does the work while nobody else tries these. */
  async during<Result>(ids: readonly string[], work: () => Promise<Result>): Promise<Result> {
    for (const id of ids) this.#ids.add(id);
    try {
      return await work();
    } finally {
      for (const id of ids) this.#ids.delete(id);
    }
  }
}

/** Kysely copies itself but keeps its adapter. */
const byAdapter = new WeakMap<DialectAdapter, BeingTried>();
