import { Link } from "@tanstack/react-router";
import type { ApproverGroupJson } from "@handsfree/wire/identity";
import type { ReactNode } from "react";
import { client } from "../../api/client.ts";
import { EmptyState } from "../../components/empty-state/empty-state.tsx";
import { ListRow } from "../../components/list-row/list-row.tsx";
import { Time } from "../../components/time/time.tsx";
import { UntrustedText } from "../../components/untrusted-text/untrusted-text.tsx";
import type { RecordList } from "../../components/virtual-list/use-record-pages.ts";
import { VirtualList } from "../../components/virtual-list/virtual-list.tsx";

const list: RecordList<ApproverGroupJson> = {
  kind: "approver_group",
  filter: "all",
  read: (cursor, signal) =>
    client
      .list("GET /v1/approver-groups", { query: { limit: 50, ...(cursor && { cursor }) }, signal })
      .page(),
  newTypes: ["approver_group.created"],
};

/** All groups that policies and actions can ask, newest first. */
export function GroupList({
  chosen,
  action,
}: {
  readonly chosen: string | undefined;
  readonly action: ReactNode;
}): ReactNode {
  return (
    <VirtualList
      empty={
        <EmptyState actions={action} icon="people" title="There is no group">
          A policy or an action can ask a group: each of its members may then decide.
        </EmptyState>
      }
      label="groups"
      list={list}
      row={({ name, created_at }) => (
        <ListRow
          facts={[
            <>
              Added <Time at={created_at} canToggle={false} />
            </>,
          ]}
          isChosen={name === chosen}
          title={
            <Link
              aria-current={name === chosen}
              resetScroll={false}
              search={{ tab: "groups", group: name }}
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
