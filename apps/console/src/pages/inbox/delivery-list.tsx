import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { client } from "../../api/client.ts";
import { StateBadge } from "../../components/badge/badge.tsx";
import { Button } from "../../components/button/button.tsx";
import { EmptyState } from "../../components/empty-state/empty-state.tsx";
import { RecordLine, recordLineLink } from "../../components/record-line/record-line.tsx";
import { UntrustedText } from "../../components/untrusted-text/untrusted-text.tsx";
import { VirtualList } from "../../components/virtual-list/virtual-list.tsx";
import { filterOfSearch, type InboxFilter } from "./inbox-search.ts";
import { useInbox } from "./use-inbox.ts";

/** How many deliveries are read at a time. */
const pageSize = 50;

/** The deliveries that match the filters of the address, newest first. @param onOpen before one of them shows. */
export function DeliveryList({ onOpen }: { readonly onOpen: () => void }): ReactNode {
  const { search, setFilter } = useInbox();
  const filter = filterOfSearch(search);
  const isFiltered = Object.keys(filter).length > 0;
  return (
    <VirtualList
      empty={
        isFiltered ? (
          <EmptyState
            actions={<Button onClick={() => setFilter({})}>Remove the filters</Button>}
            icon="filter"
            title="No delivery matches"
          >
            Remove a filter, or choose a longer time.
          </EmptyState>
        ) : (
          <EmptyState icon="inbox" title="Nothing has been delivered">
            Let GitHub or another source send its webhooks to <code>/v1/webhooks/github</code> or{" "}
            <code>/v1/webhooks/…</code> of this server. They show here as they arrive.
          </EmptyState>
        )
      }
      label="deliveries"
      list={{
        kind: "webhook_event",
        filter,
        newTypes: newTypesOf(filter),
        read: (cursor, signal) =>
          client
            .list("GET /v1/webhook-events", {
              query: {
                ...toQuery(filter),
                limit: pageSize,
                ...(cursor !== undefined && { cursor }),
              },
              signal,
            })
            .page(),
      }}
      row={(event) => (
        <Link
          className={recordLineLink}
          data-selected={event.id === search.id ? "" : undefined}
          from="/inbox"
          onClick={onOpen}
          resetScroll={false}
          search={(before) => ({ ...before, id: event.id })}
          to="/inbox"
        >
          <RecordLine
            at={event.received_at}
            detail={
              <>
                <UntrustedText canExpand={false} most={60} text={event.source} />
                {event.attempts > 1 && ` · ${event.attempts} attempts`}
                {event.duplicates > 0 && ` · came ${event.duplicates + 1} times`}
                {event.rejection !== null && (
                  <>
                    {" · "}
                    <UntrustedText
                      canExpand={false}
                      most={60}
                      text={event.rejection.replaceAll("_", " ")}
                    />
                  </>
                )}
                {event.delivery_id !== null && (
                  <>
                    {" · "}
                    <UntrustedText canExpand={false} most={60} text={event.delivery_id} />
                  </>
                )}
              </>
            }
            state={<StateBadge state={event.state} />}
            title={
              <UntrustedText canExpand={false} most={100} text={event.event_type ?? "No type"} />
            }
          />
        </Link>
      )}
      rowHeight={65}
      rowLabel={(event) => `${event.event_type ?? "No type"} from ${event.source}, ${event.state}`}
    />
  );
}

/** The events after which a new delivery can match. It begins as received or rejected. */
function newTypesOf({ state, signature, until }: InboxFilter): readonly string[] {
  if (until !== undefined) return [];
  return [
    ...((state ?? "received") === "received" && signature !== "forged"
      ? ["webhook_event.received"]
      : []),
    ...((state ?? "rejected") === "rejected" && signature !== "valid"
      ? ["webhook_event.rejected"]
      : []),
  ];
}

function toQuery({ type, signature, delivery, ...same }: InboxFilter) {
  return {
    ...same,
    ...(type !== undefined && { event_type: type }),
    ...(signature !== undefined && { signature_ok: signature === "valid" }),
    ...(delivery !== undefined && { delivery_id: delivery }),
  };
}
