import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";

/** Which seals were pruned, by what the prunings on record say. */
export class PrunedSeals {
  /** Of each pruning, in the order of their first numbers. */
  readonly #ranges: readonly { readonly first: number; readonly last: number }[];

  private constructor(rows: readonly PruningRow[]) {
    this.#ranges = rows
      .map(({ first_number, last_number }) => ({
        first: first_number ?? 0,
        last: last_number ?? 0,
      }))
      .toSorted((a, b) => a.first - b.first);
  }

  static async read(db: Executor<Database>): Promise<PrunedSeals> {
    const rows = await db
      .selectFrom("audit_seals")
      .select(["first_number", "last_number"])
      .where("kind", "=", "pruning")
      .execute();
    return new PrunedSeals(rows);
  }

  has(number: number): boolean {
    // The last range that begins at or before the number, by halving; ranges do not overlap.
    let [from, to] = [0, this.#ranges.length];
    while (from < to) {
      const middle = (from + to) >>> 1;
      if ((this.#ranges[middle]?.first ?? Infinity) <= number) from = middle + 1;
      else to = middle;
    }
    const range = this.#ranges[from - 1];
    return range !== undefined && number <= range.last;
  }
}

interface PruningRow {
  readonly first_number: number | null;
  readonly last_number: number | null;
}
