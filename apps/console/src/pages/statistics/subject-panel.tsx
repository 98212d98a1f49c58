import { type ReactNode, useMemo } from "react";
import { EmptyState } from "../../components/empty-state/empty-state.tsx";
import { ErrorState } from "../../components/error-state/error-state.tsx";
import { Loading } from "../../components/loading/loading.tsx";
import { Chart } from "./chart/chart.tsx";
import { outcomeChart, timeChart } from "./charts-of.ts";
import { KeyFigures } from "./key-figures.tsx";
import { NamesTable } from "./names-table.tsx";
import type { DeliveryNames } from "./statistics-search.ts";
import styles from "./statistics.module.css";
import { subjects } from "./subjects.ts";
import { type Counted, useStatistics } from "./use-statistics.ts";

/** The numbers of one subject: in words, in figures, over time and by name. */
export function SubjectPanel({
  counted,
  by,
  onBy,
}: {
  readonly counted: Counted;
  readonly by: DeliveryNames;
  readonly onBy: (by: DeliveryNames) => void;
}): ReactNode {
  const view = subjects[counted.subject];
  const { data, error, isPlaceholderData, refetch } = useStatistics(counted, by);
  const charts = useMemo(() => {
    if (data === undefined) return undefined;
    return {
      outcomes: outcomeChart(data, view.groups),
      // A chart without a value would say nothing.
      times: data.total.median_ms === null ? undefined : timeChart(data),
    };
  }, [data, view]);
  if (data === undefined || charts === undefined) {
    if (error !== null) return <ErrorState error={error} onRetry={() => void refetch()} />;
    return <Loading label={`Counting ${view.label.toLowerCase()}`} rows={6} />;
  }
  return (
    <div aria-busy={isPlaceholderData} className={styles["panel"]}>
      {error !== null && <ErrorState error={error} onRetry={() => void refetch()} />}
      {data.total.count === 0 ? (
        <EmptyState icon="statistics" title={view.empty.title}>
          {view.empty.text}
        </EmptyState>
      ) : (
        <>
          <p className={styles["summary"]}>{view.summarize(data)}</p>
          <KeyFigures total={data.total} view={view} />
          <div className={styles["charts"]}>
            <Chart data={charts.outcomes} title={view.chartLabel} />
            {charts.times !== undefined && view.timeLabel !== undefined && (
              <Chart data={charts.times} title={view.timeLabel} />
            )}
          </div>
          <NamesTable
            by={by}
            onBy={onBy}
            statistics={data}
            subject={counted.subject}
            until={typeof counted.span === "string" ? undefined : counted.span.until}
            view={view}
          />
        </>
      )}
    </div>
  );
}
