import type { ReactNode } from "react";
import { client } from "../../api/client.ts";
import { StateBadge } from "../../components/badge/badge.tsx";
import { EmptyState } from "../../components/empty-state/empty-state.tsx";
import { FilteredList, pageSize } from "../../components/record-list/filtered-list.tsx";
import { UntrustedText } from "../../components/untrusted-text/untrusted-text.tsx";
import type { InboxFilter } from "./inbox-search.ts";
import { useInbox } from "./use-inbox.ts";

/** The deliveries that match the filters of the address, newest first. @param onOpen before one of them shows. */
export function DeliveryList({ onOpen }: { readonly onOpen: () => void }): ReactNode {
  const address = useInbox();
  const { filter } = address;
  return (
    <FilteredList
      address={address}
      empty={
        <EmptyState
          command={{
            text: `${location.origin}/v1/webhooks/github`,
            copyLabel: "the address for webhooks",
          }}
          icon="inbox"
          title="Nothing has been delivered"
        >
          Have GitHub send webhooks to this address, with the content type{" "}
          <code>application/json</code> and the secret of <code>GITHUB_WEBHOOK_SECRET</code>. They
          show here as they arrive.
        </EmptyState>
      }
      label="deliveries"
      list={{
        kind: "webhook_event",
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
      one="delivery"
      onOpen={onOpen}
      path="/inbox"
      row={(event) => ({
        at: event.received_at,
        detail: (
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
        ),
        state: <StateBadge state={event.state} />,
        title: <UntrustedText canExpand={false} most={100} text={event.event_type ?? "No type"} />,
      })}
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
