import { getRouteApi } from "@tanstack/react-router";
import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { given, oneOfParam } from "../../api/search-params.ts";
import { Button } from "../../components/button/button.tsx";
import { EmptyState } from "../../components/empty-state/empty-state.tsx";
import { Select } from "../../components/field/field.tsx";
import { FilterDialog } from "../../components/filters/filter-dialog.tsx";
import type { FilterField } from "../../components/filters/filter-field.tsx";
import { useNow } from "../../components/time/clock.ts";
import { exactTime } from "../../components/time/relative.ts";
import { Page } from "../../components/page/page.tsx";
import { Tabs } from "../../components/tabs/tabs.tsx";
import { hasScope, useMe } from "../../session/me.ts";
import { type Bucket, bucketsOf, rangeNames, ranges, type Span } from "./ranges.ts";
import { spanOf, type StatisticsSearch, subjectNames } from "./statistics-search.ts";
import styles from "./statistics.module.css";
import { SubjectPanel } from "./subject-panel.tsx";
import { subjects } from "./subjects.ts";

const route = getRouteApi("/statistics");
const bucketLabels: Readonly<Record<Bucket, string>> = {
  minute: "By minute",
  hour: "By hour",
  day: "By day",
  week: "By week",
};

const dates: readonly FilterField[] = [{ kind: "times", label: "Counted" }];

/** Two times as a choice names them, to the minute. */
function datesOf({ since, until }: Exclude<Span, string>): string {
  const [from, to] = [since, until].map((time) =>
    time === undefined ? "now" : exactTime(Date.parse(time)).slice(0, 16),
  );
  return `${from} to ${to}`;
}

/** How much is asked for and done, what becomes of it, and how fast. */
export function StatisticsPage(): ReactNode {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const queryClient = useQueryClient();
  const me = useMe();
  const allowed = subjectNames.filter((name) => hasScope(me, subjects[name].scopes));
  const shown = allowed.find((name) => name === search.of) ?? allowed[0];
  const span = spanOf(search);
  const buckets = bucketsOf(span, useNow(60_000));
  const [isChoosing, setChoosing] = useState(false);
  const bucket = search.bucket ?? buckets[0] ?? "day";
  const change = (changed: { readonly [Name in keyof StatisticsSearch]?: unknown }): void =>
    void navigate({
      search: given<StatisticsSearch>({ ...search, ...(changed as StatisticsSearch) }),
      resetScroll: false,
    });
  if (shown === undefined) {
    return (
      <Page title="Statistics">
        <EmptyState icon="statistics" title="Nothing here is for you to see">
          Ask an admin for a role that may read actions, deliveries or commands.
        </EmptyState>
      </Page>
    );
  }
  return (
    <Page
      actions={
        <Button
          icon="refresh"
          onClick={() => void queryClient.invalidateQueries({ queryKey: ["statistics"] })}
        >
          Count again
        </Button>
      }
      filters={
        <>
          <Select
            label="Time"
            onChange={({ target }) => {
              const range = oneOfParam(target.value, rangeNames);
              if (range === undefined) setChoosing(true);
              else change({ range, since: undefined, until: undefined, bucket: undefined });
            }}
            options={[
              ...rangeNames.map((name) => ({ value: name, label: ranges[name].label })),
              { value: "dates", label: typeof span === "string" ? "Dates…" : datesOf(span) },
            ]}
            value={typeof span === "string" ? span : "dates"}
          />
          {typeof span !== "string" && (
            <Button icon="edit" onClick={() => setChoosing(true)}>
              Change
            </Button>
          )}
          <Select
            label="Steps"
            onChange={({ target }) => change({ bucket: oneOfParam(target.value, buckets) })}
            options={buckets.map((name) => ({ value: name, label: bucketLabels[name] }))}
            value={bucket}
          />
        </>
      }
      title="Statistics"
    >
      <div className={styles["page"]}>
        <Tabs
          label="What is counted"
          onChange={(of) => change({ of: oneOfParam(of, subjectNames) })}
          tabs={allowed.map((name) => ({
            value: name,
            label: subjects[name].label,
            content: (
              <SubjectPanel
                by={search.by ?? "source"}
                counted={{ subject: name, span, bucket }}
                onBy={(by) => change({ by })}
              />
            ),
          }))}
          value={shown}
        />
      </div>
      {isChoosing && (
        <FilterDialog
          fields={dates}
          filter={typeof span === "string" ? {} : { ...span }}
          label="statistics"
          onApply={({ since, until }) =>
            change({ range: undefined, since, until, bucket: undefined })
          }
          onClose={() => setChoosing(false)}
        />
      )}
    </Page>
  );
}
