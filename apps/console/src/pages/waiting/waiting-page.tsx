import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { client } from "../../api/client.ts";
import { StateBadge } from "../../components/badge/badge.tsx";
import { Card, Facts } from "../../components/card/card.tsx";
import { EmptyState } from "../../components/empty-state/empty-state.tsx";
import { ErrorState } from "../../components/error-state/error-state.tsx";
import { JsonTree } from "../../components/json-tree/json-tree.tsx";
import { Loading } from "../../components/loading/loading.tsx";
import { Page } from "../../components/page/page.tsx";
import { Time } from "../../components/time/time.tsx";
import { UntrustedText } from "../../components/untrusted-text/untrusted-text.tsx";
import { ListenButton } from "../../spoken/listen-button.tsx";
import styles from "./waiting-page.module.css";

/** The actions that wait for the person. */
export function WaitingPage(): ReactNode {
  const { data, error, refetch } = useQuery({
    queryKey: ["pending_action", "list", { role: "approver" }],
    queryFn: ({ signal }) =>
      client.list("GET /v1/pending-actions", { query: { role: "approver" }, signal }).page(),
  });
  return (
    <Page actions={<ListenButton actions={data?.items ?? []} />} title="Waiting">
      {error !== null && <ErrorState error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Loading label="Reading what waits" />}
      {data?.items.length === 0 && (
        <EmptyState icon="check" title="Nothing waits for you">
          What a service or a person proposes shows here as soon as it is proposed.
        </EmptyState>
      )}
      <ul className={styles["list"]}>
        {data?.items.map((action) => (
          <li key={action.id}>
            <Card>
              <h2 className={styles["summary"]}>
                <UntrustedText text={action.summary} />
              </h2>
              <Facts
                rows={[
                  ["State", <StateBadge key="state" state={action.state} />],
                  ["Type", <UntrustedText key="type" text={action.action_type} />],
                  ["Expires", <Time at={action.expires_at} key="time" />],
                ]}
              />
              <JsonTree label="Arguments" text={action.display.action_payload} />
            </Card>
          </li>
        ))}
      </ul>
    </Page>
  );
}
