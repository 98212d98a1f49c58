import type { WebhookEventJson } from "@handsfree/wire/webhooks";
import type { ReactNode } from "react";
import { Note } from "../../../components/note/note.tsx";
import { useNow } from "../../../components/time/clock.ts";
import { Time } from "../../../components/time/time.tsx";
import { UntrustedText } from "../../../components/untrusted-text/untrusted-text.tsx";
import { describeRejection } from "../rejections.ts";

/** What went wrong with a delivery, if something did, and what follows. */
export function DeliveryNote({ event }: { readonly event: WebhookEventJson }): ReactNode {
  const { rejection, last_error: lastError, state, next_attempt_at: next } = event;
  const now = useNow(30_000);
  if (rejection !== null) {
    return (
      <Note kind="bad" title="Rejected: the sender did not prove who it is">
        <p>
          <UntrustedText text={describeRejection(rejection)} />
        </p>
        <p>No worker gets it. Nothing in it can be relied on.</p>
      </Note>
    );
  }
  if (lastError === null || (state !== "failed" && state !== "dead")) return null;
  return (
    <Note
      kind={state === "dead" ? "bad" : "warn"}
      title={state === "dead" ? "No attempt is left" : "The last attempt failed"}
    >
      <p>
        <UntrustedText hasLines text={lastError} />
      </p>
      {next !== null && (
        <p>
          {Date.parse(next) > now ? "Next attempt:" : "A worker can take it since"}{" "}
          <Time at={next} />
        </p>
      )}
    </Note>
  );
}
