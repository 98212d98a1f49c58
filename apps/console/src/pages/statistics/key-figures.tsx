import type { StatisticsJson } from "@handsfree/wire/statistics";
import type { ReactNode } from "react";
import { formatDuration } from "../../components/format-duration.ts";
import styles from "./statistics.module.css";
import { countOf, type SubjectView } from "./subjects.ts";
import { percent } from "./summaries.ts";

/** The numbers of all records. */
export function KeyFigures({
  total,
  view,
}: {
  readonly total: StatisticsJson["total"];
  readonly view: SubjectView;
}): ReactNode {
  const { count, median_ms: median, p90_ms: p90 } = total;
  return (
    <dl className={styles["figures"]}>
      <Figure label="In all" value={count.toLocaleString("en")} />
      {view.groups.map((group) => {
        const some = countOf(total.outcomes, group);
        return (
          <Figure
            key={group.label}
            label={group.label}
            note={percent(some, count)}
            value={some.toLocaleString("en")}
          />
        );
      })}
      {median !== null && <Figure label="Half at most" value={formatDuration(median)} />}
      {p90 !== null && <Figure label="9 in 10 at most" value={formatDuration(p90)} />}
    </dl>
  );
}

function Figure({
  label,
  value,
  note,
}: {
  readonly label: string;
  readonly value: string;
  readonly note?: string;
}): ReactNode {
  return (
    <div className={styles["figure"]}>
      <dt>{label}</dt>
      <dd>
        <strong>{value}</strong>
        {note !== undefined && <span>{note}</span>}
      </dd>
    </div>
  );
}
