import type { StatisticsJson } from "@handsfree/wire/statistics";
import type { ReactNode } from "react";
import { Card } from "../../components/card/card.tsx";
import { Select } from "../../components/field/field.tsx";
import { UntrustedText } from "../../components/untrusted-text/untrusted-text.tsx";
import { formatDuration } from "../../components/format-duration.ts";
import { RecordsLink } from "./records-link.tsx";
import type { DeliveryNames, Subject } from "./statistics-search.ts";
import styles from "./statistics.module.css";
import { countOf, type SubjectView } from "./subjects.ts";

const namesOfDeliveries = [
  { value: "source", label: "Source" },
  { value: "event_type", label: "Event type" },
  { value: "rejection", label: "Reason of rejection" },
] as const satisfies readonly { readonly value: DeliveryNames; readonly label: string }[];

interface NamesTableProps {
  readonly statistics: StatisticsJson;
  readonly subject: Subject;
  readonly view: SubjectView;
  /** The end of the time that was counted; undefined for now. */
  readonly until: string | undefined;
  readonly by: DeliveryNames;
  readonly onBy: (by: DeliveryNames) => void;
}

/** The numbers by name. Each name leads to its records. */
export function NamesTable({
  statistics,
  subject,
  view,
  until,
  by,
  onBy,
}: NamesTableProps): ReactNode {
  const { names, more_names: hasMore, total } = statistics;
  const groups = view.groups.filter((group) => countOf(total.outcomes, group) > 0);
  const isTimed = view.timeLabel !== undefined;
  const isDeliveries = subject === "deliveries";
  const nameLabel = isDeliveries
    ? (namesOfDeliveries.find(({ value }) => value === by)?.label ?? view.nameLabel)
    : view.nameLabel;
  return (
    <Card className={styles["names"]}>
      <div className={styles["names-head"]}>
        <h2>By {nameLabel.toLowerCase()}</h2>
        {isDeliveries && (
          <Select
            hasHiddenLabel
            label="Count by"
            onChange={({ target }) => onBy(target.value as DeliveryNames)}
            options={namesOfDeliveries}
            value={by}
          />
        )}
      </div>
      <div
        aria-label={`${view.label} by ${nameLabel.toLowerCase()}`}
        className={styles["scroll"]}
        role="region"
        tabIndex={0}
      >
        <table>
          <thead>
            <tr>
              <th scope="col">{nameLabel}</th>
              <th scope="col">In all</th>
              {groups.map(({ label }) => (
                <th key={label} scope="col">
                  {label}
                </th>
              ))}
              {isTimed && <th scope="col">Half at most</th>}
              {isTimed && <th scope="col">9 in 10 at most</th>}
            </tr>
          </thead>
          <tbody>
            {names.map(({ name, count, outcomes, median_ms: median, p90_ms: p90 }) => (
              <tr key={name ?? ""}>
                <th scope="row">
                  <RecordsLink
                    by={by}
                    name={name}
                    since={statistics.since}
                    subject={subject}
                    until={until}
                  >
                    {name === null ? (
                      noName(subject, by)
                    ) : (
                      <UntrustedText canExpand={false} most={80} text={name} />
                    )}
                  </RecordsLink>
                </th>
                <td>{count.toLocaleString("en")}</td>
                {groups.map((group) => (
                  <td key={group.label}>{countOf(outcomes, group).toLocaleString("en")}</td>
                ))}
                {isTimed && <td>{median === null ? "–" : formatDuration(median)}</td>}
                {isTimed && <td>{p90 === null ? "–" : formatDuration(p90)}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {hasMore && (
        <p className={styles["more"]}>Only the {names.length} most frequent are shown.</p>
      )}
    </Card>
  );
}

function noName(subject: Subject, by: DeliveryNames): string {
  if (subject === "commands") return "No intent";
  return by === "rejection" ? "Not rejected" : "No type";
}
