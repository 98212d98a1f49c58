import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { ChartData } from "./chart-data.ts";

const height = 200;
const counts = [0, 1, 2, 3, 4, 5, 6].flatMap((power) =>
  [1, 2, 5].map((digit) => digit * 10 ** power),
);
const minute = 60_000;
/** In milliseconds. */
const durations = [
  ...counts.filter((step) => step < 10_000),
  10_000,
  15_000,
  30_000,
  ...[1, 2, 5, 10, 15, 30, 60, 120, 240, 480, 1440, 2880, 10_080, 43_200].map((n) => n * minute),
];

/** In seconds. */
const days = [1, 2, 7, 14, 28, 56, 91, 182, 364].map((n) => n * 86_400);

/** The colors that the page has now. A canvas knows no tokens. */
interface ChartColors {
  readonly text: () => string;
  readonly line: () => string;
  /** The color of a series by its place. */
  readonly series: (index: number) => string;
}

interface Drawing {
  readonly data: ChartData;
  readonly colors: ChartColors;
  /** Called with the bucket under the pointer, or null. */
  readonly onBucket: (index: number | null) => void;
}

/** Draws a chart into an element, as wide as that. @returns what redraws it in new colors, and what ends it. */
export function drawChart(
  element: HTMLElement,
  { data, colors, onBucket }: Drawing,
): { readonly redraw: () => void; readonly end: () => void } {
  const { kind, series, starts, end, hasDays } = data;
  const isBars = kind === "bars";
  const middles = starts.map((start, index) => ((starts[index + 1] ?? end) + start) / 2000);
  // The bars of a stack begin at zero, so the sum of all is drawn first, and the first part last and in front.
  const order = series.map((_, index) => index);
  if (isBars) order.reverse();
  const rows = order.map((index) =>
    isBars ? stacked(data, index) : (series[index]?.values ?? []),
  );
  // Without points, a value whose neighbors have none could not be seen.
  const pointSize = starts.length > 100 ? 4 : 6;
  const axis = {
    stroke: colors.text,
    font: "12px system-ui, sans-serif",
    grid: { stroke: colors.line, width: 1 },
    ticks: { show: false },
  };
  const plot = new uPlot(
    {
      width: Math.max(element.clientWidth, 120),
      height,
      padding: [10, 28, 0, 0],
      legend: { show: false },
      select: { show: false, left: 0, top: 0, width: 0, height: 0 },
      cursor: { drag: { x: false, y: false }, y: false, points: { show: !isBars } },
      tzDate: (seconds) => {
        const date = new Date(seconds * 1000);
        return hasDays ? uPlot.tzDate(date, "Etc/UTC") : date;
      },
      scales: {
        x: { range: [(starts[0] ?? 0) / 1000, end / 1000] },
        y: { range: (_plot, _least, most: number | null) => [0, Math.max(most ?? 0, 1) * 1.08] },
      },
      axes: [
        {
          ...axis,
          grid: { show: false },
          size: 30,
          space: 64,
          ...(hasDays && { incrs: days }),
          values: (_plot, splits, _axis, _space, step) => splits.map(timeLabels(step, hasDays)),
        },
        {
          ...axis,
          size: 58,
          space: 36,
          incrs: isBars ? counts : durations,
          values: (_plot, splits) => splits.map((value) => data.format(value)),
        },
      ],
      series: [
        {},
        ...order.map((index): uPlot.Series => {
          const color = (): string => colors.series(index);
          if (!isBars)
            return {
              stroke: color,
              width: 2,
              points: { show: true, size: pointSize, fill: color },
            };
          return { fill: color, width: 0, points: { show: false }, paths: bars };
        }),
      ],
      hooks: { setCursor: [({ cursor: { idx } }) => onBucket(idx ?? null)] },
    },
    [middles, ...rows.map((values) => [...values])],
    element,
  );
  const observer = new ResizeObserver(() =>
    plot.setSize({ width: Math.max(element.clientWidth, 120), height }),
  );
  observer.observe(element);
  return {
    // The paths of bars hold their colors, so they are made anew too.
    redraw: () => plot.setData(plot.data),
    end: () => {
      observer.disconnect();
      plot.destroy();
    },
  };
}

const bars = uPlot.paths.bars?.({ size: [0.78, 48] }) ?? (() => null);

/** The upper ends of the parts with this index. */
function stacked({ series, starts }: ChartData, index: number): number[] {
  return starts.map((_, bucket) =>
    series.slice(0, index + 1).reduce((sum, { values }) => sum + (values[bucket] ?? 0), 0),
  );
}

function timeLabels(step: number, hasDays: boolean): (seconds: number) => string {
  const zone = hasDays ? { timeZone: "UTC" } : {};
  const format = new Intl.DateTimeFormat(
    "en",
    step >= 86_400
      ? { month: "short", day: "numeric", ...zone }
      : { hour: "2-digit", minute: "2-digit", hourCycle: "h23", ...zone },
  );
  return (seconds) => format.format(seconds * 1000);
}
