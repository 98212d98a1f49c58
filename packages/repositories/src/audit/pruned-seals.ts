import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";

/** The seals that were pruned, according to the pruning entries. */
export class PrunedSeals {
  /** The range of each pruning, sorted. */
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
    // Binary search for the last range that begins at or before the number. Ranges do not overlap.
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
