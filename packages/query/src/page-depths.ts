import type { DialectAdapter, Kysely, SelectQueryBuilder } from "kysely";
import { millisecondsOf, type Position } from "./cursor.ts";

/** The depths of the last pages of one query. */
interface Depths {
  /** The time of the oldest row of the first page; "beginning" if that page was not full. */
  first?: Date | "beginning" | undefined;
  /** The milliseconds between the newest and the oldest row of the last full page. */
  span?: number;
}

const rememberedQueries = 1000;

/**
 * Remembers how far back the last pages of each query went. A right guess saves the next page a statement, and
 * most guesses are right, since rows are added at the newer end. A wrong guess costs a statement, never a row:
 * a page that is not full shows that the guess was wrong.
 */
export class PageDepths {
  readonly #known = new Map<string, Depths>();

  static of<DB>(db: Kysely<DB>): PageDepths {
    const { adapter } = db.getExecutor();
    const depths = byAdapter.get(adapter) ?? new PageDepths();
    byAdapter.set(adapter, depths);
    return depths;
  }

  /** The time back to which the page probably goes; undefined if nothing is known. */
  guess(key: string, after: Position | undefined): Date | "beginning" | undefined {
    const { first, span } = this.#known.get(key) ?? {};
    if (after === undefined) return first;
    // Twice the span of the page before, since rows are not evenly distributed.
    return span === undefined ? undefined : toDate(millisecondsOf(after.time) - 2 * span);
  }

  /** @param page the times of its newest and oldest row. A page that is not full has no oldest. */
  learn(
    key: string,
    after: Position | undefined,
    page: { readonly newest: string | undefined; readonly oldest: string | undefined },
  ): void {
    const depths = this.#known.get(key) ?? {};
    const oldest = page.oldest === undefined ? undefined : millisecondsOf(page.oldest);
    if (after === undefined) depths.first = oldest === undefined ? "beginning" : toDate(oldest);
    if (page.newest !== undefined && oldest !== undefined) {
      depths.span = millisecondsOf(page.newest) - oldest;
    }
    this.#known.delete(key);
    this.#known.set(key, depths);
    if (this.#known.size <= rememberedQueries) return;
    const [longestUnused] = this.#known.keys();
    this.#known.delete(longestUnused as string);
  }
}

/** Kysely copies itself but keeps its adapter. */
const byAdapter = new WeakMap<DialectAdapter, PageDepths>();

/** The key of all pages with the same query, values and length. */
export function pageKey<DB, TB extends keyof DB, Row>(
  query: SelectQueryBuilder<DB, TB, Row>,
  count: number,
): string {
  const { sql, parameters } = query.compile();
  return [count, sql, ...parameters.map(String)].join("\n");
}

/** Undefined outside of the range of Date. */
function toDate(milliseconds: number): Date | undefined {
  const date = new Date(milliseconds);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
