/** A color of the design that a series can have. */
export type ChartColor = "good" | "bad" | "warn" | "accent" | "quiet";

/** One line, or one part of each bar. */
interface ChartSeries {
  readonly label: string;
  readonly color: ChartColor;
  /** A value for each bucket; null where there is none. */
  readonly values: readonly (number | null)[];
}

/** What a chart shows. */
export interface ChartData {
  /** The starts of the buckets, in milliseconds since the epoch, in order. */
  readonly starts: readonly number[];
  /** The end of the last one. */
  readonly end: number;
  readonly series: readonly ChartSeries[];
  /** `bars` are stacked. */
  readonly kind: "bars" | "lines";
  /** Writes a value. */
  readonly format: (value: number) => string;
  /** Whether the buckets are days or weeks, which begin at midnight of UTC. */
  readonly hasDays: boolean;
}

/** A time of a bucket, as the axis and the table write it. */
export function bucketLabel(start: number, hasDays: boolean): string {
  return (hasDays ? days : minutes).format(start);
}

const days = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeZone: "UTC" });
const minutes = new Intl.DateTimeFormat("en", {
  month: "short",
  day: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
});
