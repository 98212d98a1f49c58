import type { BucketWidth } from "@handsfree/query";

/** The numbers of some records. */
export interface Counts<Outcome extends string> {
  readonly count: number;
  /** How many have each outcome. */
  readonly outcomes: Readonly<Record<Outcome, number>>;
  /** The time that half of the measured records took at most, in milliseconds; null if none was measured. */
  readonly medianMs: number | null;
  /** The time that nine in ten took at most, in milliseconds; null if none was measured. */
  readonly p90Ms: number | null;
}

/** The numbers of the records of one name. */
export interface NamedCounts<Outcome extends string> extends Counts<Outcome> {
  /** Null for the records without a name. */
  readonly name: string | null;
}

/** The numbers of the records of one span of time. */
export interface BucketCounts<Outcome extends string> extends Counts<Outcome> {
  /** The start of the bucket, in UTC. */
  readonly start: Date;
}

/** The numbers of records of one kind in a range of time. */
export interface Statistics<Outcome extends string> {
  /** Inclusive. */
  readonly since: Date;
  /** Exclusive. */
  readonly until: Date;
  readonly bucket: BucketWidth;
  readonly total: Counts<Outcome>;
  /** The 50 most frequent names, the most frequent first. */
  readonly names: readonly NamedCounts<Outcome>[];
  /** Whether there are further names. */
  readonly moreNames: boolean;
  /** All buckets, in the order of time; those without records too. */
  readonly buckets: readonly BucketCounts<Outcome>[];
}
