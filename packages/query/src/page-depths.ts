import type { DialectAdapter, Kysely } from "kysely";
import { millisecondsOf, type Position } from "./cursor.ts";
import type { PageQuery } from "./page-rows.ts";

/** The depths of the last pages of one query. */
interface Depths {
  /** The time of the oldest row of the first page; "beginning" if that page was not full. */
  first?: Date | "beginning" | undefined;
  /** The milliseconds between the newest and the oldest row of the last full page. */
  span?: number;
}

/** Identifies pages of the same length of a query. */
export interface PagesKey {
  /** The text of the query, with placeholders for its values. */
  readonly text: string;
  /** The text with the values. */
  readonly all: string;
}

const rememberedQueries = 1000;

/**
 * Remembers how far back the last pages of each query went. A right guess saves the next page a statement, and
 * most guesses are right, since rows are added at the newer end. A wrong guess costs a statement, never a row:
 * a page that is not full shows that the guess was wrong.
 */
export class PageDepths {
  readonly #known = new Map<string, Depths>();
  /** The milliseconds of the newest row in any page of a text. */
  readonly #newest = new Map<string, number>();

  static of<DB>(db: Kysely<DB>): PageDepths {
    const { adapter } = db.getExecutor();
    const depths = byAdapter.get(adapter) ?? new PageDepths();
    byAdapter.set(adapter, depths);
    return depths;
  }

  /** The time back to which the page probably goes; undefined if nothing is known. */
  guess({ all }: PagesKey, after: Position | undefined): Date | "beginning" | undefined {
    const { first, span } = this.#known.get(all) ?? {};
    if (after === undefined) return first;
    // Twice the span of the page before, since rows are not evenly distributed.
    return span === undefined ? undefined : toDate(millisecondsOf(after.time) - 2 * span);
  }

  /**
   * Which pages reach back about as far as this one, within a factor of four. Only they may share a statement, since
   * it reads the rows of each back to the earliest bound of all.
   */
  level({ text }: PagesKey, bound: Date): number {
    const depth = (this.#newest.get(text) ?? 0) - bound.getTime();
    return Math.floor(Math.log2(Math.max(depth, 1)) / 2);
  }

  /** @param page the times of its newest and oldest row. A page that is not full has no oldest. */
  learn(
    key: PagesKey,
    after: Position | undefined,
    { newest, oldest }: { readonly newest: Date | undefined; readonly oldest: Date | undefined },
  ): void {
    const depths = this.#known.get(key.all) ?? {};
    if (after === undefined) depths.first = oldest ?? "beginning";
    if (newest && oldest) depths.span = newest.getTime() - oldest.getTime();
    remember(this.#known, key.all, depths);
    this.see(key, newest);
  }

  /** @param newest the time of the newest row of a page. */
  see({ text }: PagesKey, newest: Date | undefined): void {
    if (newest === undefined) return;
    const before = this.#newest.get(text) ?? Number.NEGATIVE_INFINITY;
    remember(this.#newest, text, Math.max(before, newest.getTime()));
  }
}

/** Kysely copies itself but keeps its adapter. */
const byAdapter = new WeakMap<DialectAdapter, PageDepths>();

/** The key of all pages with the same query, values and length. */
export function pagesKey<Row>(query: PageQuery<Row>, count: number): PagesKey {
  const { sql: text, parameters } = query.compile();
  return { text, all: [count, text, ...parameters.map(String)].join("\n") };
}

/** Sets a value, and removes the one that was set the longest ago if there are too many. */
function remember<Value>(values: Map<string, Value>, key: string, value: Value): void {
  values.delete(key);
  values.set(key, value);
  if (values.size <= rememberedQueries) return;
  const [oldest] = values.keys();
  values.delete(oldest as string);
}

/** Undefined outside of the range of Date. */
function toDate(milliseconds: number): Date | undefined {
  const date = new Date(milliseconds);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
