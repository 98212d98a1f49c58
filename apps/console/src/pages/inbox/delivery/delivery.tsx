import type { WebhookEventJson } from "@handsfree/wire/webhooks";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { StateBadge } from "../../../components/badge/badge.tsx";
import { ErrorState } from "../../../components/error-state/error-state.tsx";
import { Loading } from "../../../components/loading/loading.tsx";
import { RecordPane } from "../../../components/record/record.tsx";
import { Tabs } from "../../../components/tabs/tabs.tsx";
import { Time } from "../../../components/time/time.tsx";
import { UntrustedText } from "../../../components/untrusted-text/untrusted-text.tsx";
import { oneOfParam } from "../../../api/search-params.ts";
import { deliveryParts } from "../inbox-search.ts";
import { useInbox } from "../use-inbox.ts";
import { Body } from "./body.tsx";
import { DeliveryActs } from "./delivery-acts.tsx";
import { DeliveryFacts } from "./delivery-facts.tsx";
import { DeliveryNote } from "./delivery-note.tsx";
import { Headers } from "./headers.tsx";
import { deliveryQuery } from "./queries.ts";
import { DeliveryTimeLine } from "./delivery-time-line.tsx";

interface DeliveryProps {
  readonly id: string;
  readonly onClose: () => void;
}

/** One delivery: what was sent, and what became of it. */
export function Delivery({ id, onClose }: DeliveryProps): ReactNode {
  const { data: event, error, refetch } = useQuery(deliveryQuery(id));
  if (event === undefined) {
    return (
      <RecordPane closeLabel="Back to the deliveries" onClose={onClose} title="Delivery">
        {error === null ? (
          <Loading label="Reading the delivery" rows={4} />
        ) : (
          <ErrorState error={error} onRetry={() => void refetch()} />
        )}
      </RecordPane>
    );
  }
  return (
    <RecordPane
      actions={<DeliveryActs event={event} />}
      closeLabel="Back to the deliveries"
      facts={
        <>
          <StateBadge state={event.state} />
          <span>
            from <UntrustedText canExpand={false} most={100} text={event.source} />
          </span>
          <Time at={event.received_at} />
          {event.attempts > 0 && (
            <span>
              {event.attempts.toLocaleString("en")} {event.attempts === 1 ? "attempt" : "attempts"}
            </span>
          )}
        </>
      }
      onClose={onClose}
      title={<UntrustedText most={200} text={event.event_type ?? "Delivery without a type"} />}
    >
      <DeliveryNote event={event} />
      <Parts event={event} />
    </RecordPane>
  );
}

function Parts({ event }: { readonly event: WebhookEventJson }): ReactNode {
  const { search, change } = useInbox();
  return (
    <Tabs
      isInner
      label="Parts of the delivery"
      onChange={(part) => change({ part: oneOfParam(part, deliveryParts) })}
      tabs={[
        { value: "body", label: "Body", content: <Body event={event} /> },
        { value: "timeline", label: "Time line", content: <DeliveryTimeLine event={event} /> },
        {
          value: "headers",
          label: "Headers",
          content: <Headers headers={event.headers} />,
        },
        { value: "details", label: "Details", content: <DeliveryFacts event={event} /> },
      ]}
      value={search.part ?? "body"}
    />
  );
}
