import Type, { type Static } from "typebox";
import { named, ref } from "./named-schema.ts";
import { Nullable, OneOf, Time } from "./values.ts";

const counts = {
  count: Type.Integer(),
  outcomes: Type.Record(Type.String(), Type.Integer(), {
    description: "How many have each outcome, also those that none has",
  }),
  median_ms: Nullable(
    Type.Number({ description: "What half of the measured ones took at most, in milliseconds" }),
  ),
  p90_ms: Nullable(Type.Number({ description: "What nine in ten took at most, in milliseconds" })),
};

/** The schema of the numbers of some records, `StatisticsCounts` in openapi.json. */
export const StatisticsCountsSchema = named("StatisticsCounts", counts);
/** The numbers of some records. Without a measured one, `median_ms` and `p90_ms` are null. */
export type StatisticsCountsJson = Static<typeof StatisticsCountsSchema>;

/** The schema of statistics, `Statistics` in openapi.json. */
export const StatisticsSchema = named("Statistics", {
  since: Time,
  until: Time,
  bucket: OneOf(["minute", "hour", "day", "week"]),
  total: ref(StatisticsCountsSchema),
  names: Type.Array(Type.Object({ name: Nullable(Type.String()), ...counts }), {
    description: "The 50 most frequent, the most frequent first",
  }),
  more_names: Type.Boolean({ description: "Whether there are further names" }),
  buckets: Type.Array(Type.Object({ start: Time, ...counts }), {
    description: "All buckets in the order of time, also those without records",
  }),
});
/** The numbers of records of one kind in a range of time: in all, by name and by bucket. */
export type StatisticsJson = Static<typeof StatisticsSchema>;

/** The domain object of a `StatisticsCountsJson`. */
export interface StatisticsCountsRecord {
  readonly count: number;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly medianMs: number | null;
  readonly p90Ms: number | null;
}

/** The domain object of `renderStatistics`. */
export interface StatisticsRecord {
  readonly since: Date;
  readonly until: Date;
  readonly bucket: StatisticsJson["bucket"];
  readonly total: StatisticsCountsRecord;
  readonly names: readonly (StatisticsCountsRecord & { readonly name: string | null })[];
  readonly moreNames: boolean;
  readonly buckets: readonly (StatisticsCountsRecord & { readonly start: Date })[];
}

/** Renders statistics. */
export function renderStatistics(statistics: StatisticsRecord): StatisticsJson {
  const { since, until, bucket, total, names, moreNames, buckets } = statistics;
  return {
    since: since.toISOString(),
    until: until.toISOString(),
    bucket,
    total: renderCounts(total),
    names: names.map(({ name, ...rest }) => ({ name, ...renderCounts(rest) })),
    more_names: moreNames,
    buckets: buckets.map(({ start, ...rest }) => ({
      start: start.toISOString(),
      ...renderCounts(rest),
    })),
  };
}

function renderCounts({
  count,
  outcomes,
  medianMs,
  p90Ms,
}: StatisticsCountsRecord): StatisticsCountsJson {
  return { count, outcomes: { ...outcomes }, median_ms: medianMs, p90_ms: p90Ms };
}
