import { getRouteApi } from "@tanstack/react-router";
import { useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { given, oneOfParam } from "../../api/search-params.ts";
import { Button } from "../../components/button/button.tsx";
import { EmptyState } from "../../components/empty-state/empty-state.tsx";
import { Select } from "../../components/field/field.tsx";
import { Page } from "../../components/page/page.tsx";
import { Tabs } from "../../components/tabs/tabs.tsx";
import { hasScope, useMe } from "../../session/me.ts";
import { type Bucket, rangeNames, ranges } from "./ranges.ts";
import { type StatisticsSearch, subjectNames } from "./statistics-search.ts";
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

/** How much is asked for and done, what becomes of it, and how fast. */
export function StatisticsPage(): ReactNode {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const queryClient = useQueryClient();
  const me = useMe();
  const allowed = subjectNames.filter((name) => hasScope(me, subjects[name].scopes));
  const shown = allowed.find((name) => name === search.of) ?? allowed[0];
  const range = search.range ?? "7d";
  const buckets: readonly Bucket[] = ranges[range].buckets;
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
            onChange={({ target }) =>
              change({ range: oneOfParam(target.value, rangeNames), bucket: undefined })
            }
            options={rangeNames.map((name) => ({ value: name, label: ranges[name].label }))}
            value={range}
          />
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
                counted={{ subject: name, range, bucket }}
                onBy={(by) => change({ by })}
              />
            ),
          }))}
          value={shown}
        />
      </div>
    </Page>
  );
}
