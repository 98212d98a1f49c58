import type { WebhookEventJson, WebhookTransitionJson } from "@handsfree/wire/webhooks";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ErrorState } from "../../../components/error-state/error-state.tsx";
import { Loading } from "../../../components/loading/loading.tsx";
import { TimeLine, type TimeLineStep } from "../../../components/time-line/time-line.tsx";
import { UntrustedText } from "../../../components/untrusted-text/untrusted-text.tsx";
import { transitionsQuery } from "./queries.ts";

const words: Readonly<Record<WebhookTransitionJson["transition"], string>> = {
  claimed: "A worker took it",
  taken_over: "Another worker took it, since the lease of the first had ended",
  processed: "Processed",
  ignored: "Ignored: there was nothing to do",
  failed: "The attempt failed",
  died: "The last attempt failed",
  released: "The worker gave it back",
  retried: "Somebody made the next attempt due at once",
  replayed: "A replay made it due again",
  replay_stopped: "The replay was stopped",
  revived: "Somebody made it due again with all attempts",
  erased: "Its content was erased",
  forwarded: "Somebody sent it to an address",
};

const tones: Partial<Record<WebhookTransitionJson["transition"], TimeLineStep["tone"]>> = {
  processed: "good",
  failed: "warn",
  died: "bad",
};

/** What happened to a delivery, newest first. */
export function DeliveryTimeLine({ event }: { readonly event: WebhookEventJson }): ReactNode {
  const { data, error, refetch } = useQuery(transitionsQuery(event.id));
  if (error !== null && data === undefined) {
    return <ErrorState error={error} onRetry={() => void refetch()} />;
  }
  if (data === undefined) return <Loading label="Reading the time line" rows={3} />;
  const receipt: TimeLineStep = {
    id: "receipt",
    what: event.signature_ok ? "Received" : "Received and rejected",
    at: event.received_at,
  };
  return (
    <>
      {data.next_cursor !== null && <p>The last 100 changes are shown.</p>}
      <TimeLine steps={[...data.items.map(stepOf), receipt]} />
    </>
  );
}

function stepOf(change: WebhookTransitionJson): TimeLineStep {
  const { id, transition, created_at: at, attempt, worker, reason } = change;
  return {
    id,
    what: words[transition],
    at,
    tone: tones[transition],
    facts: (
      <>
        {attempt > 0 && ` · attempt ${attempt}`}
        {worker !== null && (
          <>
            {" · "}
            <UntrustedText canExpand={false} most={80} text={worker} />
          </>
        )}
      </>
    ),
    ...(reason !== null && { reason: <UntrustedText hasLines most={300} text={reason} /> }),
  };
}
