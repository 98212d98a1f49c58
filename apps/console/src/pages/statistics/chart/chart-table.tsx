import { type ReactNode, useState } from "react";
import { bucketLabel, type ChartData } from "./chart-data.ts";
import styles from "./chart.module.css";

/** The numbers of a chart, for those who do not see it or want them exactly. It is drawn once it is opened. */
export function ChartTable({
  title,
  data,
}: {
  readonly title: string;
  readonly data: ChartData;
}): ReactNode {
  const [isOpen, setOpen] = useState(false);
  const { starts, series, hasDays, format } = data;
  const filled = starts.flatMap((start, index) => {
    const values = series.map(({ values: all }) => all[index] ?? null);
    return values.some((value) => value !== null && value !== 0) ? [{ start, values }] : [];
  });
  return (
    <details
      className={styles["numbers"]}
      onToggle={({ currentTarget }) => setOpen(currentTarget.open)}
    >
      <summary>Numbers as a table</summary>
      {isOpen && (
        <div
          aria-label={`${title}, as a table`}
          className={styles["scroll"]}
          role="region"
          tabIndex={0}
        >
          <table>
            <caption>
              {filled.length === starts.length ? title : `${title}; times without any are left out`}
            </caption>
            <thead>
              <tr>
                <th scope="col">{hasDays ? "From (UTC)" : "From"}</th>
                {series.map(({ label }) => (
                  <th key={label} scope="col">
                    {label}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {filled.map(({ start, values }) => (
                <tr key={start}>
                  <th scope="row">{bucketLabel(start, hasDays)}</th>
                  {values.map((value, index) => (
                    <td key={series[index]?.label}>{value === null ? "–" : format(value)}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </details>
  );
}
