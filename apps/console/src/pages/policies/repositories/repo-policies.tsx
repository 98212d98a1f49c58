import type { RepoPolicyJson } from "@handsfree/wire/repo-policies";
import { type ReactNode, useState } from "react";
import { client } from "../../../api/client.ts";
import { reread } from "../../../api/reread.ts";
import { ActionDialog } from "../../../components/action-dialog/action-dialog.tsx";
import { Button, IconButton } from "../../../components/button/button.tsx";
import { EmptyState } from "../../../components/empty-state/empty-state.tsx";
import { Menu } from "../../../components/menu/menu.tsx";
import { ListRow } from "../../../components/list-row/list-row.tsx";
import { UntrustedText } from "../../../components/untrusted-text/untrusted-text.tsx";
import type { RecordList } from "../../../components/virtual-list/use-record-pages.ts";
import { VirtualList } from "../../../components/virtual-list/virtual-list.tsx";
import { RepoPolicyForm } from "./repo-policy-form.tsx";
import styles from "./repo-policies.module.css";

const list: RecordList<RepoPolicyJson> = {
  kind: "repo_policy",
  filter: "own",
  read: (cursor, signal) =>
    client
      .list("GET /v1/repo-policies", { query: { limit: 50, ...(cursor && { cursor }) }, signal })
      .page(),
  newTypes: ["repo_policy.set"],
};

/** What the person lets HandsFree do in each of their repositories. */
export function RepoPolicies(): ReactNode {
  const [edited, setEdited] = useState<RepoPolicyJson | "new">();
  const [removed, setRemoved] = useState<RepoPolicyJson>();
  const add = (
    <Button icon="plus" onClick={() => setEdited("new")}>
      Add a repository
    </Button>
  );
  return (
    <div className={styles["page"]}>
      <div className={styles["head"]}>
        <p>
          What may happen to your repositories. These settings can only be stricter than the rules:
          they allow nothing that a rule refuses.
        </p>
        {add}
      </div>
      <div>
        <VirtualList
          empty={
            <EmptyState icon="policies" title="No repository has a policy of its own">
              Add one to forbid merges, comments and the like in it, or to confirm each action.
            </EmptyState>
          }
          label="repositories"
          list={list}
          row={(policy) => (
            <ListRow
              actions={
                <Menu
                  items={[
                    { label: "Change", icon: "edit", onSelect: () => setEdited(policy) },
                    { label: "Remove", icon: "close", onSelect: () => setRemoved(policy) },
                  ]}
                  trigger={<IconButton icon="more" label={`More about ${policy.repository}`} />}
                />
              }
              facts={[factsOf(policy)]}
              title={<UntrustedText most={140} text={policy.repository} />}
            />
          )}
          rowHeight={69}
          rowLabel={({ repository }) => repository}
        />
      </div>
      {edited !== undefined && (
        <RepoPolicyForm
          key={edited === "new" ? "new" : edited.id}
          onClose={() => setEdited(undefined)}
          policy={edited === "new" ? undefined : edited}
        />
      )}
      <ActionDialog
        description="From then on the policies of the server alone decide there."
        isOpen={removed !== undefined}
        kind="bad"
        onClose={() => setRemoved(undefined)}
        run={async () => {
          const [owner = "", name = ""] = removed?.repository.split("/") ?? [];
          await client.request("DELETE /v1/repo-policies/{owner}/{name}", {
            path: { owner, name },
          });
          await reread("repo_policy");
        }}
        submit="Remove it"
        title={
          <>
            Remove your policy of <UntrustedText text={removed?.repository ?? ""} />
          </>
        }
      />
    </div>
  );
}

function factsOf(policy: RepoPolicyJson): string {
  const forbidden = [
    !policy.allow_merge && "merges",
    !policy.allow_rerun && "reruns",
    !policy.allow_request_review && "review requests",
    policy.allow_comment === false && "comments",
  ].filter((what) => what !== false);
  const reviews = policy.required_approvals;
  const needed = [
    policy.require_checks_green && "green checks",
    reviews > 0 && `${reviews} ${reviews === 1 ? "review" : "reviews"}`,
  ].filter((what) => what !== false);
  return [
    forbidden.length > 0 && `No ${forbidden.join(", ")}`,
    policy.require_confirmation && "A person confirms each action",
    policy.allow_merge && needed.length > 0 && `Merges need ${needed.join(" and ")}`,
  ]
    .filter((fact) => fact !== false)
    .join(" · ");
}
