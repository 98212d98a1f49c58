import { type ReactNode, useState } from "react";
import { Button } from "../../components/button/button.tsx";
import { EmptyState } from "../../components/empty-state/empty-state.tsx";
import { Page } from "../../components/page/page.tsx";
import { Split } from "../../components/split/split.tsx";
import { Tabs } from "../../components/tabs/tabs.tsx";
import { hasScope, useMe } from "../../session/me.ts";
import { AddDialogs, type Addition } from "./add-dialogs.tsx";
import { GroupDetail } from "./group-detail.tsx";
import { GroupList } from "./group-list.tsx";
import { PersonDetail } from "./person-detail.tsx";
import { PersonList } from "./person-list.tsx";
import { peopleRoute, type PeopleSearch } from "./routes.ts";
import { ServiceDetail } from "./service-detail.tsx";
import { ServiceList } from "./service-list.tsx";

const additions = {
  people: { kind: "person", label: "Add a person" },
  services: { kind: "service", label: "Add a service" },
  groups: { kind: "group", label: "Add a group" },
} as const satisfies Record<string, { readonly kind: Addition; readonly label: string }>;

/** Who uses the server: people, services, and the groups that policies ask. For admins. */
export function PeoplePage(): ReactNode {
  const isAdmin = hasScope(useMe(), ["admin"]);
  const { tab = "people", id, group } = peopleRoute.useSearch();
  const navigate = peopleRoute.useNavigate();
  const [adding, setAdding] = useState<Addition>();
  if (!isAdmin) {
    return (
      <Page title="People">
        <EmptyState icon="people" title="Only admins see this page">
          Ask one of them to add a person, or to change what somebody may do.
        </EmptyState>
      </Page>
    );
  }
  const show = (search: PeopleSearch): void => void navigate({ search, resetScroll: false });
  const close = (): void => show(tab === "people" ? {} : { tab });
  const add = additions[tab];
  const addButton = (
    <Button icon="plus" kind="primary" onClick={() => setAdding(add.kind)}>
      {add.label}
    </Button>
  );
  return (
    <Page actions={addButton} title="People">
      <Tabs
        label="Who"
        onChange={(value) => show(value === "services" || value === "groups" ? { tab: value } : {})}
        tabs={[
          {
            value: "people",
            label: "People",
            content: (
              <Split
                detail={id && <PersonDetail id={id} key={id} onClose={close} />}
                list={<PersonList chosen={id} />}
                placeholder={
                  <EmptyState icon="people" title="Choose a person to change what they may do" />
                }
              />
            ),
          },
          {
            value: "services",
            label: "Services",
            content: (
              <Split
                detail={id && <ServiceDetail id={id} key={id} onClose={close} />}
                list={<ServiceList action={addButton} chosen={id} />}
                placeholder={<EmptyState icon="tasks" title="Choose a service" />}
              />
            ),
          },
          {
            value: "groups",
            label: "Groups",
            content: (
              <Split
                detail={group && <GroupDetail key={group} name={group} onClose={close} />}
                list={<GroupList action={addButton} chosen={group} />}
                placeholder={
                  <EmptyState icon="people" title="Choose a group to see who is in it" />
                }
              />
            ),
          },
        ]}
        value={tab}
      />
      <AddDialogs adding={adding} onAdded={show} onClose={() => setAdding(undefined)} />
    </Page>
  );
}
