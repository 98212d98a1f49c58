import type { StatisticsJson } from "@handsfree/wire/statistics";

/** How long a bucket is. */
export type Bucket = StatisticsJson["bucket"];

const hour = 3_600_000;
const day = 24 * hour;
const lengths: Readonly<Record<Bucket, number>> = { minute: 60_000, hour, day, week: 7 * day };
/** The first Monday after 1970 began: the server's weeks begin on Mondays of UTC. */
const aMonday = 4 * day;

/** The times that can be counted, each until now. The first bucket is the usual one; a chart has room for all of them. */
export const ranges = {
  "1h": { label: "Last hour", length: hour, buckets: ["minute"] },
  "24h": { label: "Last 24 hours", length: day, buckets: ["hour"] },
  "7d": { label: "Last 7 days", length: 7 * day, buckets: ["day", "hour"] },
  "30d": { label: "Last 30 days", length: 30 * day, buckets: ["day", "hour", "week"] },
  "90d": { label: "Last 90 days", length: 90 * day, buckets: ["day", "week"] },
  "1y": { label: "Last year", length: 365 * day, buckets: ["week", "day"] },
} as const satisfies Record<
  string,
  { readonly label: string; readonly length: number; readonly buckets: readonly Bucket[] }
>;
/** One of `ranges`. */
export type Range = keyof typeof ranges;
export const rangeNames = Object.keys(ranges) as readonly Range[];

/** A time that is counted: one that ends now, or one between two times of ISO 8601. Without an end it ends now. */
export type Span = Range | { readonly since: string; readonly until?: string };

/** The most buckets that a chart has room for. */
const mostBuckets = 400;

/** The buckets that a span can have, the usual one first. */
export function bucketsOf(span: Span, now: number): readonly Bucket[] {
  if (typeof span === "string") return ranges[span].buckets;
  const until = span.until === undefined ? now : Date.parse(span.until);
  const length = until - Date.parse(span.since);
  const fitting = (Object.keys(lengths) as Bucket[]).filter((bucket) => {
    const count = length / lengths[bucket];
    return count <= mostBuckets && (count >= 2 || bucket === "minute");
  });
  // A decade and more.
  if (fitting.length === 0) return ["week"];
  // As many bars as a chart of the usual ranges has, or fewer.
  const usual = fitting.find((bucket) => length / lengths[bucket] <= 90) ?? "week";
  return [usual, ...fitting.filter((bucket) => bucket !== usual)];
}

/** Where a span begins. One that ends now begins at the start of a bucket, so that the first one is whole. */
export function beginOf(range: Span, bucket: Bucket, now: number): string {
  if (typeof range !== "string") return range.since;
  const width = lengths[bucket];
  const origin = bucket === "week" ? aMonday : 0;
  const begin = now - ranges[range].length;
  return new Date(begin - ((begin - origin) % width)).toISOString();
}
