import { Link } from "@tanstack/react-router";
import type { UserJson } from "@handsfree/wire/identity";
import type { ReactNode } from "react";
import { client } from "../../api/client.ts";
import { Badge } from "../../components/badge/badge.tsx";
import { ListRow } from "../../components/list-row/list-row.tsx";
import { Time } from "../../components/time/time.tsx";
import { UntrustedText } from "../../components/untrusted-text/untrusted-text.tsx";
import type { RecordList } from "../../components/virtual-list/use-record-pages.ts";
import { VirtualList } from "../../components/virtual-list/virtual-list.tsx";
import { nameOfPerson } from "../../directory/directory.ts";

const list: RecordList<UserJson> = {
  kind: "user",
  filter: "all",
  read: (cursor, signal) =>
    client
      .list("GET /v1/users", { query: { limit: 50, ...(cursor && { cursor }) }, signal })
      .page(),
  newTypes: ["user.created"],
};

/** All people, newest first, with those who are disabled. */
export function PersonList({ chosen }: { readonly chosen: string | undefined }): ReactNode {
  return (
    <VirtualList
      // The person who looks at it is there.
      empty={null}
      label="people"
      list={list}
      row={(person) => <PersonRow isChosen={person.id === chosen} person={person} />}
      rowHeight={69}
      rowLabel={nameOfPerson}
    />
  );
}

function PersonRow({
  person,
  isChosen,
}: {
  readonly person: UserJson;
  readonly isChosen: boolean;
}): ReactNode {
  const { id, email, display_name, role, disabled_at, created_at } = person;
  return (
    <ListRow
      badges={
        <>
          <Badge tone={role === "admin" ? "info" : "neutral"}>{role}</Badge>
          {disabled_at !== null && <Badge tone="bad">disabled</Badge>}
        </>
      }
      facts={[
        email !== null && display_name !== null && (
          <UntrustedText canExpand={false} key="email" most={100} text={email} />
        ),
        <>
          Added <Time at={created_at} canToggle={false} />
        </>,
      ]}
      isChosen={isChosen}
      isOver={disabled_at !== null}
      title={
        <Link aria-current={isChosen} resetScroll={false} search={{ id }} to="/people">
          <UntrustedText canExpand={false} most={100} text={nameOfPerson(person)} />
        </Link>
      }
    />
  );
}
