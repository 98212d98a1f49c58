import type { WebhookEventJson, WebhookTransitionJson } from "@handsfree/wire/webhooks";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ErrorState } from "../../../components/error-state/error-state.tsx";
import { Loading } from "../../../components/loading/loading.tsx";
import { Time } from "../../../components/time/time.tsx";
import { UntrustedText } from "../../../components/untrusted-text/untrusted-text.tsx";
import { transitionsQuery } from "./queries.ts";
import styles from "./time-line.module.css";

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

/** What happened to a delivery, newest first. */
export function TimeLine({ event }: { readonly event: WebhookEventJson }): ReactNode {
  const { data, error, refetch } = useQuery(transitionsQuery(event.id));
  if (error !== null && data === undefined) {
    return <ErrorState error={error} onRetry={() => void refetch()} />;
  }
  if (data === undefined) return <Loading label="Reading the time line" rows={3} />;
  return (
    <ol className={styles["line"]}>
      {data.next_cursor !== null && (
        <li className={styles["step"]}>The last 100 changes are shown.</li>
      )}
      {data.items.map((step) => (
        <li className={styles["step"]} data-kind={step.transition} key={step.id}>
          <span className={styles["what"]}>{words[step.transition]}</span>
          <span className={styles["when"]}>
            <Time at={step.created_at} />
            {step.attempt > 0 && ` · attempt ${step.attempt}`}
            {step.worker !== null && (
              <>
                {" · "}
                <UntrustedText canExpand={false} most={80} text={step.worker} />
              </>
            )}
          </span>
          {step.reason !== null && (
            <span className={styles["reason"]}>
              <UntrustedText hasLines most={300} text={step.reason} />
            </span>
          )}
        </li>
      ))}
      <li className={styles["step"]}>
        <span className={styles["what"]}>
          {event.signature_ok ? "Received" : "Received and rejected"}
        </span>
        <span className={styles["when"]}>
          <Time at={event.received_at} />
        </span>
      </li>
    </ol>
  );
}
