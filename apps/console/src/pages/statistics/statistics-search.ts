import { given, oneOfParam } from "../../api/search-params.ts";
import { type Bucket, type Range, rangeNames, ranges } from "./ranges.ts";

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
  /** Default: the usual one of the range. */
  readonly bucket?: Bucket;
  /** Of deliveries. Default: the source. */
  readonly by?: DeliveryNames;
}

/** Reads an address. What is wrong in it, or does not fit, is left out. */
export function readStatisticsSearch(search: Readonly<Record<string, unknown>>): StatisticsSearch {
  const range = oneOfParam(search["range"], rangeNames);
  const buckets: readonly Bucket[] = ranges[range ?? "7d"].buckets;
  return given<StatisticsSearch>({
    of: oneOfParam(search["of"], subjectNames),
    range,
    bucket: oneOfParam(search["bucket"], buckets),
    by: oneOfParam(search["by"], deliveryNames),
  });
}
