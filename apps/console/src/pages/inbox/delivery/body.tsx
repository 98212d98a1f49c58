import type { WebhookEventJson } from "@handsfree/wire/webhooks";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { Button } from "../../../components/button/button.tsx";
import { ErrorState } from "../../../components/error-state/error-state.tsx";
import { formatBytes } from "../../../components/format-bytes.ts";
import { Loading } from "../../../components/loading/loading.tsx";
import { Note } from "../../../components/note/note.tsx";
import { Time } from "../../../components/time/time.tsx";
import { BodyContent } from "./body-content.tsx";
import { payloadQuery } from "./queries.ts";

/** A larger body is read only when a person asks for it, since they may pay for each byte. */
const readAtOnce = 262_144;

/** The body of a delivery, or why there is none. */
export function Body({ event }: { readonly event: WebhookEventJson }): ReactNode {
  const [isWanted, setWanted] = useState(false);
  const size = event.body_bytes;
  const removed = event.payload_removed_at;
  const isThere = size !== null && removed === null;
  const { data, error, refetch } = useQuery({
    ...payloadQuery(event.id),
    enabled: isThere && (isWanted || size <= readAtOnce),
  });
  if (removed !== null) {
    return (
      <Note title="The body was removed">
        <p>
          By its age or by an erasure, <Time at={removed} />. The rest of the delivery is kept.
        </p>
      </Note>
    );
  }
  if (size === null) {
    return (
      <Note title="The body was not kept">
        <p>Of a forged delivery only small bodies are kept.</p>
      </Note>
    );
  }
  if (data !== undefined) return <BodyContent bytes={data} id={event.id} />;
  if (error !== null) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!isWanted && size > readAtOnce) {
    return (
      <Note title={`The body has ${formatBytes(size)}`}>
        <p>It is read only when you ask for it.</p>
        <div>
          <Button onClick={() => setWanted(true)}>Read the body</Button>
        </div>
      </Note>
    );
  }
  return <Loading label="Reading the body" rows={3} />;
}
