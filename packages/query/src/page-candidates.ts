import type { AliasedExpression, ExpressionBuilder } from "kysely";
import type { SizedKey } from "./byte-batches.ts";
import {
  type Microseconds,
  type PageOrder,
  type Position,
  timeText,
  toMicroseconds,
} from "./cursor.ts";
import type { PageTable, RowsRequest } from "./page-rows.ts";

/** A row that may belong to a page. */
export interface Candidate<Row> extends SizedKey {
  readonly time: Microseconds;
  /** Undefined if its contents were left out, because they are large or their size is not on record. */
  readonly row: Row | undefined;
}

/** The columns of a row that a page needs besides those of its query. */
export interface Positioned {
  readonly page_id: string;
  /** In microseconds since 1970. */
  readonly page_time: number | string;
  /** The recorded size of its contents, if the page is limited by bytes. */
  readonly page_bytes?: number | null;
}

/**
 * Selects the columns of `Positioned`.
 *
 * @param as how the time is read. A number is faster, and exact until the year 2255.
 */
export function position(
  { time, contents }: Pick<RowsRequest<unknown>, "time" | "contents">,
  as: "double precision" | "varchar",
) {
  return (row: ExpressionBuilder<PageTable, "page">): AliasedExpression<unknown, string>[] => {
    const columns: AliasedExpression<unknown, string>[] = [
      row.cast<number | string>(row.fn("epoch_us", [time]), as).as("page_time"),
      row.ref("id").as("page_id"),
    ];
    if (contents === undefined) return columns;
    const { stored } = contents;
    const bytes = stored === undefined ? row.lit(null) : row.ref(stored);
    return [...columns, row.cast<number | null>(bytes, "integer").as("page_bytes")];
  };
}

/** @param isWhole whether a row has its contents. */
export function toCandidates<Row>(
  rows: readonly (Row & Positioned)[],
  isWhole: (bytes: number | null | undefined) => boolean,
  order: PageOrder,
): Candidate<Row>[] {
  const candidates = rows.map((row) => ({
    key: row.page_id,
    time: toMicroseconds(row.page_time),
    bytes: row.page_bytes === undefined ? 0 : row.page_bytes,
    row: isWhole(row.page_bytes) ? row : undefined,
  }));
  return candidates.toSorted(order === "desc" ? newestFirst : (a, b) => newestFirst(b, a));
}

/** UUIDs in lower case have the same order as texts. */
function newestFirst(one: Candidate<unknown>, other: Candidate<unknown>): number {
  if (one.time === other.time) return one.key < other.key ? 1 : -1;
  return one.time < other.time ? 1 : -1;
}

export function positionOf({ time, key }: Candidate<unknown>): Position {
  return { time: timeText(time), id: key };
}
