import type { StatisticsJson } from "@handsfree/wire/statistics";
import type { ChartData } from "./chart/chart-data.ts";
import { formatDuration } from "../../components/format-duration.ts";
import { countOf, type OutcomeGroup } from "./subjects.ts";

/** The counts over time, by groups of outcomes. A group that nothing belongs to is left out. */
export function outcomeChart(
  statistics: StatisticsJson,
  groups: readonly OutcomeGroup[],
): ChartData {
  const { buckets, total } = statistics;
  return {
    ...timesOf(statistics),
    kind: "bars",
    format: (value) => value.toLocaleString("en"),
    series: groups
      .filter((group) => countOf(total.outcomes, group) > 0)
      .map((group) => ({
        label: group.label,
        color: group.color,
        values: buckets.map(({ outcomes }) => countOf(outcomes, group)),
      })),
  };
}

/** How long it took, over time. */
export function timeChart(statistics: StatisticsJson): ChartData {
  const { buckets } = statistics;
  return {
    ...timesOf(statistics),
    kind: "lines",
    format: formatDuration,
    series: [
      {
        label: "Nine in ten took at most",
        color: "warn",
        values: buckets.map(({ p90_ms: p90 }) => p90),
      },
      {
        label: "Half took at most",
        color: "accent",
        values: buckets.map(({ median_ms: median }) => median),
      },
    ],
  };
}

function timesOf({ buckets, until, bucket }: StatisticsJson) {
  return {
    starts: buckets.map(({ start }) => Date.parse(start)),
    end: Date.parse(until),
    hasDays: bucket === "day" || bucket === "week",
  };
}
