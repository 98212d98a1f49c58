import type { WebhookEventJson } from "@handsfree/wire/webhooks";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Facts } from "../../../components/card/card.tsx";
import { CopiedText } from "../../../components/copy/copied-text.tsx";
import { formatBytes } from "../../../components/format-bytes.ts";
import { Time } from "../../../components/time/time.tsx";
import { UntrustedText } from "../../../components/untrusted-text/untrusted-text.tsx";

/** The members of a delivery but its contents. */
export function DeliveryFacts({ event }: { readonly event: WebhookEventJson }): ReactNode {
  const { worker, lease_expires_at: leaseEnd } = event;
  return (
    <Facts
      rows={[
        [
          "Delivery id",
          event.delivery_id !== null && (
            <CopiedText label="the delivery id" text={event.delivery_id} />
          ),
        ],
        ["Event id", <CopiedText key="id" label="the event id" text={event.id} />],
        ["Signature", event.signature_ok ? "Valid" : "Not valid"],
        ["Attempts", event.signature_ok && event.attempts.toLocaleString("en")],
        ["Next attempt", event.next_attempt_at !== null && <Time at={event.next_attempt_at} />],
        ["Worker", worker !== null && <UntrustedText most={100} text={worker} />],
        [
          "Lease until",
          event.state === "processing" && leaseEnd !== null && <Time at={leaseEnd} />,
        ],
        ["Ended", event.completed_at !== null && <Time at={event.completed_at} />],
        [
          "Came again",
          event.duplicates > 0 && event.last_duplicate_at !== null && (
            <>
              {event.duplicates.toLocaleString("en")} times, last{" "}
              <Time at={event.last_duplicate_at} />
            </>
          ),
        ],
        [
          "Replay",
          event.replay_id !== null && (
            <Link from="/inbox" search={(before) => ({ ...before, list: "replays" })} to="/inbox">
              Made due by a replay
            </Link>
          ),
        ],
        ["Body", event.body_bytes !== null && formatBytes(event.body_bytes)],
        [
          "SHA-256",
          event.body_sha256 !== null && (
            <CopiedText label="the digest of the body" text={event.body_sha256} />
          ),
        ],
      ]}
    />
  );
}
