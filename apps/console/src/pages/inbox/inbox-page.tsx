import { type ReactNode, useState } from "react";
import { Button } from "../../components/button/button.tsx";
import { Page } from "../../components/page/page.tsx";
import { ListWithRecord } from "../../components/record-list/list-with-record.tsx";
import { Tabs } from "../../components/tabs/tabs.tsx";
import { hasScope, useMe } from "../../session/me.ts";
import { Delivery } from "./delivery/delivery.tsx";
import { DeliveryList } from "./delivery-list.tsx";
import { InboxFilters } from "./inbox-filters.tsx";
import { RejectionCounts } from "./rejection-counts.tsx";
import { ReplayDialog } from "./replays/replay-dialog.tsx";
import { ReplayList } from "./replays/replay-list.tsx";
import { useInbox } from "./use-inbox.ts";

/** What others have sent to the server: each delivery, what became of it, and replays. */
export function InboxPage(): ReactNode {
  const address = useInbox();
  const { search, filter, change } = address;
  const mayWork = hasScope(useMe(), ["webhooks:process"]);
  const [isReplaying, setReplaying] = useState(false);
  const isAboutForged = search.state === "rejected" || search.signature === "forged";
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
      <ListWithRecord
        address={address}
        icon="inbox"
        list={(onOpen) => (
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
                    <DeliveryList onOpen={onOpen} />
                  </>
                ),
              },
              { value: "replays", label: "Replays", content: <ReplayList mayWork={mayWork} /> },
            ]}
            value={search.list ?? "deliveries"}
          />
        )}
        record={(id, onClose) => <Delivery id={id} key={id} onClose={onClose} />}
        title={search.list === "replays" ? undefined : "No delivery is open"}
      >
        Choose one to see what was sent, and what became of it.
      </ListWithRecord>
      {isReplaying && <ReplayDialog filter={filter} onClose={() => setReplaying(false)} />}
    </Page>
  );
}
