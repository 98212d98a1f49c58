import { type BucketWidth, InvalidInputError } from "@handsfree/query";
import type { Context } from "../context.ts";
import { requireOneOf, requireTime } from "../validate.ts";
import { statisticsLimits } from "./limits.ts";

/** The widths of buckets, from the narrowest to the widest. */
export const bucketWidths: readonly BucketWidth[] = ["minute", "hour", "day", "week"];

/** The time that is counted, and how it is divided. */
export interface StatisticsRange {
  /** Inclusive. Default: 30 days before `until`, at the start of a bucket. */
  readonly since?: Date | undefined;
  /** Exclusive. Default: the end of the bucket of now. */
  readonly until?: Date | undefined;
  /** Default: hours for up to 2 days, days for up to 200 days, else weeks. */
  readonly bucket?: BucketWidth | undefined;
}

/** A range without defaults. */
export interface CountedRange {
  readonly since: Date;
  readonly until: Date;
  readonly bucket: BucketWidth;
}

const hour = 3_600_000;
const day = 24 * hour;
const milliseconds: Readonly<Record<BucketWidth, number>> = {
  minute: 60_000,
  hour,
  day,
  week: 7 * day,
};
/** The first Monday after 1970 began, at which a week begins. */
const aMonday = 4 * day;

/** Times before the year 0 have a sign in ISO 8601, and RFC 3339 has no such times. */
const earliestStart = Date.parse("0001-01-01T00:00:00Z");

/**
 * Fills in the defaults of a range.
 *
 * @throws {InvalidInputError} for a time or a width that is none, for a range that ends before it begins, for one of
 *   too many buckets, and for one that begins before the year 0001.
 */
export function requireRange(
  { since, until, bucket }: StatisticsRange,
  context: Context,
): CountedRange {
  if (bucket !== undefined) requireOneOf("bucket", bucket, bucketWidths);
  const end = until === undefined ? context.now() : requireTime("until", until);
  const begin =
    since === undefined
      ? new Date(end.getTime() - statisticsLimits.defaultDays * day)
      : requireTime("since", since);
  const width = bucket ?? defaultWidth(end.getTime() - begin.getTime());
  const range = {
    since: since ?? new Date(startOf(begin, width)),
    until: until ?? new Date(startOf(end, width) + milliseconds[width]),
    bucket: width,
  };
  if (range.since >= range.until) {
    throw new InvalidInputError("since", "is not before until; give an earlier time");
  }
  if (startOf(range.since, width) < earliestStart) {
    const problem = "leads to a bucket before the year 0001; give a later time";
    throw new InvalidInputError(since === undefined ? "until" : "since", problem);
  }
  const count = countBuckets(range);
  if (count <= statisticsLimits.buckets) return range;
  const problem = `makes ${count} buckets; give a wider one or less time, for at most ${statisticsLimits.buckets}`;
  throw new InvalidInputError("bucket", problem);
}

/** The starts of all buckets of a range. The first one can be before the range. */
export function bucketStarts(range: CountedRange): Date[] {
  const first = startOf(range.since, range.bucket);
  const width = milliseconds[range.bucket];
  return Array.from({ length: countBuckets(range) }, (_, n) => new Date(first + n * width));
}

function countBuckets({ since, until, bucket }: CountedRange): number {
  return Math.ceil((until.getTime() - startOf(since, bucket)) / milliseconds[bucket]);
}

/** In milliseconds since 1970, as `timeBucket` divides the time. */
function startOf(time: Date, bucket: BucketWidth): number {
  const offset = bucket === "week" ? aMonday : 0;
  const width = milliseconds[bucket];
  return Math.floor((time.getTime() - offset) / width) * width + offset;
}

function defaultWidth(length: number): BucketWidth {
  if (length <= 2 * day) return "hour";
  return length <= 200 * day ? "day" : "week";
}
