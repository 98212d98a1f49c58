import type { DialectAdapter, Kysely, SelectQueryBuilder } from "kysely";
import { millisecondsOf, type Position } from "./cursor.ts";

/** What is known of the pages of one query. */
interface Depths {
  /** The oldest row of the first page; "beginning" where there were fewer rows than a page has. */
  first?: Date | "beginning" | undefined;
  /** From the newest to the oldest row of the last page that was full, in milliseconds. */
  span?: number;
}

const rememberedQueries = 1000;

/**
 * How far back the last pages of a database went, by query. It spares the next page a statement when it
 * is right, which it mostly is, since rows come at the newer end. When it is wrong it costs a statement,
 * never a row: whoever looks from a guess on can tell by what is found whether it was far enough.
 */
export class PageDepths {
  readonly #known = new Map<string, Depths>();

  static of<DB>(db: Kysely<DB>): PageDepths {
    const { adapter } = db.getExecutor();
    const depths = byAdapter.get(adapter) ?? new PageDepths();
    byAdapter.set(adapter, depths);
    return depths;
  }

  /** How far back the page goes; undefined where nothing is known. */
  guess(key: string, after: Position | undefined): Date | "beginning" | undefined {
    const { first, span } = this.#known.get(key) ?? {};
    if (after === undefined) return first;
    // Twice as far as the page before, since rows do not come evenly.
    return span === undefined ? undefined : toDate(millisecondsOf(after.time) - 2 * span);
  }

  /** @param page the times of its newest and its oldest row. One that is not full has no oldest. */
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

/** What pages of one query, with its values, and of one length have in common. */
export function pageKey<DB, TB extends keyof DB, Row>(
  query: SelectQueryBuilder<DB, TB, Row>,
  count: number,
): string {
  const { sql, parameters } = query.compile();
  return [count, sql, ...parameters.map(String)].join("\n");
}

/** Undefined beyond what a Date can hold. */
function toDate(milliseconds: number): Date | undefined {
  const date = new Date(milliseconds);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
