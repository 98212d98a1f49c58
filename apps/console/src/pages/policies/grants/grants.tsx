import { Link } from "@tanstack/react-router";
import type { ExpandedStandingGrantJson } from "@handsfree/wire/policies";
import type { ReactNode } from "react";
import { callCommand } from "../../../api/call-command.ts";
import { client } from "../../../api/client.ts";
import { StateBadge } from "../../../components/badge/badge.tsx";
import { EmptyState } from "../../../components/empty-state/empty-state.tsx";
import { Select } from "../../../components/field/field.tsx";
import { ListRow } from "../../../components/list-row/list-row.tsx";
import { Split } from "../../../components/split/split.tsx";
import { Time } from "../../../components/time/time.tsx";
import { UntrustedText } from "../../../components/untrusted-text/untrusted-text.tsx";
import type { RecordList } from "../../../components/virtual-list/use-record-pages.ts";
import { VirtualList } from "../../../components/virtual-list/virtual-list.tsx";
import { NameOf } from "../../../directory/name-of.tsx";
import { hasScope, useMe } from "../../../session/me.ts";
import { policiesRoute } from "../routes.ts";
import { GrantDetail } from "./grant-detail.tsx";
import { titleOfMatch } from "./match-of-grant.ts";
import styles from "./grants.module.css";

const listOf = (everyone: boolean): RecordList<ExpandedStandingGrantJson> => ({
  kind: "standing_grant",
  filter: everyone ? "all" : "own",
  read: (cursor, signal) =>
    client
      .list("GET /v1/grants", {
        query: { limit: 50, everyone, expand: ["names"], ...(cursor && { cursor }) },
        signal,
      })
      .page(),
  newTypes: ["standing_grant.created"],
});
const lists = { own: listOf(false), all: listOf(true) };

/** Approvals that people gave before the actions were proposed: the person's own, and for admins those of all. */
export function Grants(): ReactNode {
  const isAdmin = hasScope(useMe(), ["admin"]);
  const { whose, grant: chosen, owner } = policiesRoute.useSearch();
  const navigate = policiesRoute.useNavigate();
  const isAll = isAdmin && whose === "all";
  const search = isAll ? ({ tab: "grants", whose: "all" } as const) : ({ tab: "grants" } as const);
  return (
    <div className={styles["page"]}>
      <div className={styles["head"]}>
        <p>
          A standing grant approves actions in advance where its owner would be asked. It never
          overrides a rule that refuses.
        </p>
        {isAdmin && (
          <Select
            hasHiddenLabel
            label="Whose grants"
            onChange={({ target }) =>
              void navigate({
                search:
                  target.value === "all" ? { tab: "grants", whose: "all" } : { tab: "grants" },
              })
            }
            options={[
              { value: "own", label: "Yours" },
              { value: "all", label: "Everyone's" },
            ]}
            value={isAll ? "all" : "own"}
          />
        )}
      </div>
      <Split
        detail={
          chosen === undefined ? undefined : (
            <GrantDetail
              id={chosen}
              owner={isAll ? owner : undefined}
              key={chosen}
              onClose={() => void navigate({ search, resetScroll: false })}
            />
          )
        }
        list={
          <VirtualList
            empty={
              <EmptyState
                command={callCommand("/v1/grants", {
                  match: { types: ["merge_pr"], repositories: ["octo/api"] },
                  maximum_uses: 5,
                  expires_in_seconds: 28_800,
                })}
                icon="policies"
                title="There is no standing grant"
              >
                This call approves five merges in the repository octo/api in the next eight hours:
              </EmptyState>
            }
            key={isAll ? "all" : "own"}
            label="standing grants"
            list={isAll ? lists.all : lists.own}
            row={(grant) => (
              <ListRow
                badges={<StateBadge state={grant.state} />}
                facts={[
                  isAll && <NameOf id={grant.user_id} key="who" names={grant.names} />,
                  `Used ${grant.uses} of ${grant.maximum_uses} times`,
                  grant.state === "holding" && (
                    <>
                      Ends <Time at={grant.expires_at} canToggle={false} />
                    </>
                  ),
                ]}
                isChosen={grant.id === chosen}
                isOver={grant.state !== "holding"}
                title={
                  <Link
                    aria-current={grant.id === chosen}
                    resetScroll={false}
                    search={{ ...search, grant: grant.id, ...(isAll && { owner: grant.user_id }) }}
                    to="/policies"
                  >
                    <UntrustedText canExpand={false} most={120} text={titleOfMatch(grant.match)} />
                  </Link>
                }
              />
            )}
            rowHeight={69}
            rowLabel={({ match }) => titleOfMatch(match)}
          />
        }
        placeholder={<EmptyState icon="policies" title="Choose a grant to see what it approves" />}
      />
    </div>
  );
}
