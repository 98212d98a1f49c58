import { given, oneOfParam, timeParam } from "../../api/search-params.ts";
import { isReversed } from "../../components/filters/time-range.tsx";
import { type Bucket, bucketsOf, type Range, rangeNames, type Span } from "./ranges.ts";

/** What can be counted, in the order of the tabs. */
export const subjectNames = ["answers", "log", "deliveries", "commands"] as const;
/** One of `subjectNames`. */
export type Subject = (typeof subjectNames)[number];

/** What the names of deliveries are. */
const deliveryNames = ["source", "event_type", "rejection"] as const;
/** One of `deliveryNames`. */
export type DeliveryNames = (typeof deliveryNames)[number];

/** What the address of the statistics says. */
export interface StatisticsSearch {
  /** What is counted. Default: the first that the person may see. */
  readonly of?: Subject;
  /** Default: 7 days. */
  readonly range?: Range;
  /** In place of a range: where it begins, and where it ends. Default of the end: now. */
  readonly since?: string;
  readonly until?: string;
  /** Default: the usual one of the range. */
  readonly bucket?: Bucket;
  /** Of deliveries. Default: the source. */
  readonly by?: DeliveryNames;
}

/** Reads an address. What is wrong in it, or does not fit, is left out. */
export function readStatisticsSearch(search: Readonly<Record<string, unknown>>): StatisticsSearch {
  const since = timeParam(search["since"]);
  const until = timeParam(search["until"]);
  const hasDates = since !== undefined && !isReversed({ since, until });
  const read = given<StatisticsSearch>({
    of: oneOfParam(search["of"], subjectNames),
    range: hasDates ? undefined : oneOfParam(search["range"], rangeNames),
    since: hasDates ? since : undefined,
    until: hasDates ? until : undefined,
    bucket: undefined,
    by: oneOfParam(search["by"], deliveryNames),
  });
  const bucket = oneOfParam(search["bucket"], bucketsOf(spanOf(read), Date.now()));
  return bucket === undefined ? read : { ...read, bucket };
}

/** The time that is counted. */
export function spanOf({ range, since, until }: StatisticsSearch): Span {
  if (since === undefined) return range ?? "7d";
  return { since, ...(until !== undefined && { until }) };
}
