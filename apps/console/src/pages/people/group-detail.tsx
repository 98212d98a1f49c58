import type { UserJson } from "@handsfree/wire/identity";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { client } from "../../api/client.ts";
import { reread } from "../../api/reread.ts";
import { ActionDialog } from "../../components/action-dialog/action-dialog.tsx";
import { Badge } from "../../components/badge/badge.tsx";
import { Button } from "../../components/button/button.tsx";
import { RecordPane } from "../../components/record/record.tsx";
import { ErrorState } from "../../components/error-state/error-state.tsx";
import { ListRow, Rows } from "../../components/list-row/list-row.tsx";
import { Loading } from "../../components/loading/loading.tsx";
import { Time } from "../../components/time/time.tsx";
import { UntrustedText } from "../../components/untrusted-text/untrusted-text.tsx";
import { nameOfPerson, usePeople } from "../../directory/directory.ts";
import { escapeInvisible } from "../../components/untrusted-text/show-invisible.ts";
import { AddMember } from "./add-member.tsx";
import styles from "./people.module.css";

/** One group: who is in it. */
export function GroupDetail({
  name,
  onClose,
}: {
  readonly name: string;
  readonly onClose: () => void;
}): ReactNode {
  const { data, error, refetch } = useQuery({
    queryKey: ["approver_group", "members", name],
    queryFn: ({ signal }) =>
      client.request("GET /v1/approver-groups/{name}/members", { path: { name }, signal }),
  });
  const people = new Map(usePeople().map((person) => [person.id, person]));
  const [removed, setRemoved] = useState<string>();
  const [isDeleting, setDeleting] = useState(false);
  const title = <UntrustedText most={100} text={name} />;
  const nameOf = (id: string): ReactNode => {
    const person = people.get(id);
    return <UntrustedText most={80} text={person === undefined ? id : nameOfPerson(person)} />;
  };
  const members = data?.items ?? [];
  return (
    <RecordPane
      closeLabel="Back to the list"
      actions={
        <Button kind="bad" onClick={() => setDeleting(true)}>
          Delete the group
        </Button>
      }
      onClose={onClose}
      title={title}
    >
      {error !== null && <ErrorState error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Loading label="Reading the members" rows={2} />}
      {data !== undefined && members.length === 0 && (
        <p className={styles["none"]}>
          The group has no member, so an action that asks it waits until it expires. Add a member.
        </p>
      )}
      {members.length > 0 && (
        <p className={styles["hint"]}>
          Each of them may decide an action that asks this group. A policy asks it by{" "}
          <code dir="ltr">{`ask: { group: ${escapeInvisible(name)} }`}</code>.
        </p>
      )}
      {members.length > 0 && (
        <Rows label="Members">
          {members.map(({ user_id, added_at }) => (
            <li key={user_id}>
              <ListRow
                actions={<Button onClick={() => setRemoved(user_id)}>Remove</Button>}
                badges={isDisabled(people.get(user_id)) && <Badge tone="bad">disabled</Badge>}
                facts={[
                  <>
                    Added <Time at={added_at} />
                  </>,
                ]}
                title={nameOf(user_id)}
              />
            </li>
          ))}
        </Rows>
      )}
      {data !== undefined && (
        <AddMember group={name} members={new Set(members.map(({ user_id }) => user_id))} />
      )}
      <ActionDialog
        description="They can no longer decide what the group is asked. Approvals that they gave stay."
        isOpen={removed !== undefined}
        kind="bad"
        onClose={() => setRemoved(undefined)}
        run={async () => {
          const path = { name, user_id: removed ?? "" };
          await client.request("DELETE /v1/approver-groups/{name}/members/{user_id}", { path });
          await reread("approver_group");
        }}
        submit="Remove them"
        title={
          <>
            Remove {nameOf(removed ?? "")} from {title}
          </>
        }
      />
      <ActionDialog
        description="Policies that name it must name another first, or their proposals are refused. A group that a waiting action asks stays."
        isOpen={isDeleting}
        kind="bad"
        onClose={() => setDeleting(false)}
        run={async () => {
          await client.request("DELETE /v1/approver-groups/{name}", { path: { name } });
          onClose();
          await reread("approver_group");
        }}
        submit="Delete it"
        title={<>Delete the group {title}</>}
      />
    </RecordPane>
  );
}

function isDisabled(person: UserJson | undefined): boolean {
  return person !== undefined && person.disabled_at !== null;
}
