import { Link } from "@tanstack/react-router";
import type { ExpandedPolicyVersionJson } from "@handsfree/wire/policies";
import type { ReactNode } from "react";
import { client } from "../../../api/client.ts";
import { Badge } from "../../../components/badge/badge.tsx";
import { EmptyState } from "../../../components/empty-state/empty-state.tsx";
import { ListRow } from "../../../components/list-row/list-row.tsx";
import { Split } from "../../../components/split/split.tsx";
import { Time } from "../../../components/time/time.tsx";
import type { RecordList } from "../../../components/virtual-list/use-record-pages.ts";
import { VirtualList } from "../../../components/virtual-list/virtual-list.tsx";
import { NameOf } from "../../../directory/name-of.tsx";
import { policiesRoute } from "../routes.ts";
import { VersionDetail } from "./version-detail.tsx";

type ListedVersion = ExpandedPolicyVersionJson & { readonly id: string };

const list: RecordList<ListedVersion> = {
  kind: "policies",
  filter: "versions",
  read: async (cursor, signal) => {
    const query = { limit: 50, expand: ["names"] as const, ...(cursor && { cursor }) };
    const page = await client.list("GET /v1/policies/versions", { query, signal }).page();
    return { ...page, items: page.items.map((item) => ({ ...item, id: String(item.version) })) };
  },
  newTypes: ["policies.replaced"],
};

/** All versions of the policies, newest first. */
export function Versions(): ReactNode {
  const { version: chosen } = policiesRoute.useSearch();
  const navigate = policiesRoute.useNavigate();
  return (
    <Split
      detail={
        chosen === undefined ? undefined : (
          <VersionDetail
            key={chosen}
            onClose={() => void navigate({ search: { tab: "versions" }, resetScroll: false })}
            version={chosen}
          />
        )
      }
      list={
        <VirtualList
          empty={
            <EmptyState icon="policies" title="There is no version">
              Without policies, each proposal is decided by the people whom it names.
            </EmptyState>
          }
          label="versions"
          list={list}
          row={({ version, created_at, created_by, replaced_at, names }) => (
            <ListRow
              badges={replaced_at === null && <Badge tone="good">in force</Badge>}
              facts={[
                created_by !== null && (
                  <>
                    By <NameOf id={created_by} names={names} />
                  </>
                ),
                <Time at={created_at} canToggle={false} key="time" />,
              ]}
              isChosen={version === chosen}
              title={
                <Link
                  aria-current={version === chosen}
                  resetScroll={false}
                  search={{ tab: "versions", version }}
                  to="/policies"
                >
                  Version {version}
                </Link>
              }
            />
          )}
          rowHeight={69}
          rowLabel={({ version }) => `Version ${version}`}
        />
      }
      placeholder={<EmptyState icon="policies" title="Choose a version to see what it changed" />}
    />
  );
}
