import { type ReactNode, useEffect, useRef, useState } from "react";
import { Card } from "../../../components/card/card.tsx";
import { classNames } from "../../../components/class-names.ts";
import { bucketLabel, type ChartData } from "./chart-data.ts";
import { ChartTable } from "./chart-table.tsx";
import styles from "./chart.module.css";
import { drawChart } from "./draw-chart.ts";

/** A chart with its legend, which tells the values under the pointer, and the same numbers as a table. */
export function Chart({
  title,
  data,
}: {
  readonly title: string;
  readonly data: ChartData;
}): ReactNode {
  const frame = useRef<HTMLDivElement>(null);
  const legend = useRef<HTMLUListElement>(null);
  const [bucket, setBucket] = useState<number | null>(null);
  useEffect(() => {
    const element = frame.current;
    if (element === null) return undefined;
    setBucket(null);
    const drawing = drawChart(element, {
      data,
      colors: {
        text: () => getComputedStyle(element).color,
        line: () => getComputedStyle(element).borderBlockStartColor,
        series: (index) => {
          const swatch = legend.current?.querySelectorAll("[data-swatch]")[index];
          return swatch === undefined ? "gray" : getComputedStyle(swatch).backgroundColor;
        },
      },
      onBucket: setBucket,
    });
    const unwatch = onNewColors(drawing.redraw);
    return () => {
      unwatch();
      drawing.end();
    };
  }, [data]);
  const start = bucket === null ? undefined : data.starts[bucket];
  return (
    <Card className={styles["card"]}>
      <div className={styles["head"]}>
        <h2 className={styles["title"]}>{title}</h2>
        <span aria-hidden="true" className={styles["bucket"]}>
          {start === undefined ? "" : bucketLabel(start, data.hasDays)}
        </span>
      </div>
      <div aria-label={`${title}, as a chart. Its numbers follow as a table.`} role="img">
        <div className={styles["frame"]} dir="ltr" ref={frame} />
      </div>
      <ul aria-label="Legend" className={styles["legend"]} ref={legend}>
        {data.series.map(({ label, color, values }) => (
          <li key={label}>
            <span className={classNames(styles["swatch"], styles[color])} data-swatch="" />
            {label}
            {bucket !== null && <strong>{valueText(values[bucket], data)}</strong>}
          </li>
        ))}
      </ul>
      <ChartTable data={data} title={title} />
    </Card>
  );
}

function valueText(value: number | null | undefined, { format }: ChartData): string {
  return value === null || value === undefined ? "–" : format(value);
}

/** Calls back when the person or the system changes between dark and light. @returns what ends that. */
function onNewColors(redraw: () => void): () => void {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  dark.addEventListener("change", redraw);
  const observer = new MutationObserver(redraw);
  observer.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  return () => {
    dark.removeEventListener("change", redraw);
    observer.disconnect();
  };
}
