import { type ReactNode, useState } from "react";
import { Button } from "../../components/button/button.tsx";
import { EmptyState } from "../../components/empty-state/empty-state.tsx";
import { Page } from "../../components/page/page.tsx";
import { useListPlace } from "../../components/record/use-list-place.ts";
import { Split } from "../../components/split/split.tsx";
import { Tabs } from "../../components/tabs/tabs.tsx";
import { hasScope, useMe } from "../../session/me.ts";
import { Delivery } from "./delivery/delivery.tsx";
import { DeliveryList } from "./delivery-list.tsx";
import { InboxFilters } from "./inbox-filters.tsx";
import { filterOfSearch } from "./inbox-search.ts";
import { RejectionCounts } from "./rejection-counts.tsx";
import { ReplayDialog } from "./replays/replay-dialog.tsx";
import { ReplayList } from "./replays/replay-list.tsx";
import { useInbox } from "./use-inbox.ts";

/** What others have sent to the server: each delivery, what became of it, and replays. */
export function InboxPage(): ReactNode {
  const { search, change } = useInbox();
  const place = useListPlace();
  const mayWork = hasScope(useMe(), ["webhooks:process"]);
  const [isReplaying, setReplaying] = useState(false);
  const { id } = search;
  const isAboutForged = search.state === "rejected" || search.signature === "forged";
  const close = (): void => {
    change({ id: undefined, part: undefined });
    place.comeBack();
  };
  return (
    <Page
      actions={
        mayWork && (
          <Button icon="refresh" onClick={() => setReplaying(true)}>
            Replay many…
          </Button>
        )
      }
      title="Inbox"
    >
      <Split
        detail={id === undefined ? undefined : <Delivery id={id} key={id} onClose={close} />}
        list={
          <Tabs
            label="Lists"
            onChange={(list) => change({ list: list === "replays" ? "replays" : undefined })}
            tabs={[
              {
                value: "deliveries",
                label: "Deliveries",
                content: (
                  <>
                    <InboxFilters />
                    {isAboutForged && <RejectionCounts />}
                    <DeliveryList onOpen={place.leave} />
                  </>
                ),
              },
              { value: "replays", label: "Replays", content: <ReplayList mayWork={mayWork} /> },
            ]}
            value={search.list ?? "deliveries"}
          />
        }
        placeholder={
          search.list === "replays" ? undefined : (
            <EmptyState icon="inbox" title="No delivery is open">
              Choose one to see what was sent, and what became of it.
            </EmptyState>
          )
        }
      />
      {isReplaying && (
        <ReplayDialog filter={filterOfSearch(search)} onClose={() => setReplaying(false)} />
      )}
    </Page>
  );
}
