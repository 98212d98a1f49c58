import { Link } from "@tanstack/react-router";
import type { ServiceJson } from "@handsfree/wire/identity";
import type { ReactNode } from "react";
import { client } from "../../api/client.ts";
import { Badge } from "../../components/badge/badge.tsx";
import { EmptyState } from "../../components/empty-state/empty-state.tsx";
import { ListRow } from "../../components/list-row/list-row.tsx";
import { Time } from "../../components/time/time.tsx";
import { UntrustedText } from "../../components/untrusted-text/untrusted-text.tsx";
import type { RecordList } from "../../components/virtual-list/use-record-pages.ts";
import { VirtualList } from "../../components/virtual-list/virtual-list.tsx";

const list: RecordList<ServiceJson> = {
  kind: "service_account",
  filter: "all",
  read: (cursor, signal) =>
    client
      .list("GET /v1/services", { query: { limit: 50, ...(cursor && { cursor }) }, signal })
      .page(),
  newTypes: ["service_account.created"],
};

/** All agents and workers, newest first, with those that are disabled. */
export function ServiceList({
  chosen,
  action,
}: {
  readonly chosen: string | undefined;
  readonly action: ReactNode;
}): ReactNode {
  return (
    <VirtualList
      empty={
        <EmptyState actions={action} icon="tasks" title="There is no service">
          An agent proposes actions, and a worker carries out those that were approved. Each gets
          keys of its own.
        </EmptyState>
      }
      label="services"
      list={list}
      row={({ id, name, kind, disabled_at, created_at }) => (
        <ListRow
          badges={
            <>
              <Badge>{kind}</Badge>
              {disabled_at !== null && <Badge tone="bad">disabled</Badge>}
            </>
          }
          facts={[
            <>
              Added <Time at={created_at} canToggle={false} />
            </>,
          ]}
          isChosen={id === chosen}
          isOver={disabled_at !== null}
          title={
            <Link
              aria-current={id === chosen}
              resetScroll={false}
              search={{ tab: "services", id }}
              to="/people"
            >
              <UntrustedText canExpand={false} most={100} text={name} />
            </Link>
          }
        />
      )}
      rowHeight={69}
      rowLabel={({ name }) => name}
    />
  );
}
