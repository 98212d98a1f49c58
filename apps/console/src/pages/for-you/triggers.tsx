import type { EventTriggerJson } from "@handsfree/wire/notices";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { client } from "../../api/client.ts";
import { ActionDialog } from "../../components/action-dialog/action-dialog.tsx";
import { Button } from "../../components/button/button.tsx";
import { EmptyState } from "../../components/empty-state/empty-state.tsx";
import { ErrorState } from "../../components/error-state/error-state.tsx";
import { ListRow, Rows } from "../../components/list-row/list-row.tsx";
import { Loading } from "../../components/loading/loading.tsx";
import { Time } from "../../components/time/time.tsx";
import { showToast } from "../../components/toast/show-toast.ts";
import { UntrustedText } from "../../components/untrusted-text/untrusted-text.tsx";
import { eventOf, subjectOf } from "./notice-words.ts";

/** How many triggers are looked at. A person has at most 100 that wait, and the others are older for the most part. */
const mostRead = 1000;

/** The proposals that wait for an event, newest first, and the way to give one up. */
export function Triggers(): ReactNode {
  const [removed, setRemoved] = useState<EventTriggerJson>();
  const { data, error, refetch } = useQuery({
    queryKey: ["event_trigger", "waiting"],
    queryFn: ({ signal }) => readWaiting(signal),
  });
  if (data === undefined) {
    return error === null ? (
      <Loading label="Reading the triggers" rows={3} />
    ) : (
      <ErrorState error={error} onRetry={() => void refetch()} />
    );
  }
  return (
    <>
      {error !== null && <ErrorState error={error} onRetry={() => void refetch()} />}
      {data.length === 0 ? (
        <EmptyState icon="waiting" title="Nothing waits for an event">
          An agent can propose a step for later, such as a merge when the checks have passed. Until
          then it shows here.
        </EmptyState>
      ) : (
        <Rows label="Proposals that wait for an event">
          {data.map((trigger) => (
            <li key={trigger.id}>
              <TriggerRow onRemove={() => setRemoved(trigger)} trigger={trigger} />
            </li>
          ))}
        </Rows>
      )}
      {removed !== undefined && (
        <ActionDialog
          description={
            <>
              <UntrustedText canExpand={false} most={120} text={summaryOf(removed)} />. It is not
              proposed when the event comes.
            </>
          }
          isOpen
          kind="bad"
          onClose={() => setRemoved(undefined)}
          run={async () => {
            await client.triggers.remove(removed.id);
            await refetch();
            showToast({ kind: "good", title: "It no longer waits" });
          }}
          submit="Give it up"
          title="Give this proposal up?"
        />
      )}
    </>
  );
}

function TriggerRow({
  trigger,
  onRemove,
}: {
  readonly trigger: EventTriggerJson;
  readonly onRemove: () => void;
}): ReactNode {
  const { when, expires_at: expiresAt } = trigger;
  return (
    <ListRow
      actions={
        <Button kind="bad" onClick={onRemove}>
          Give it up
        </Button>
      }
      facts={[
        <>
          When: {eventOf(when)} · <UntrustedText most={150} text={subjectOf(when)} />
        </>,
        when.head_sha !== null && (
          <>
            at commit <code>{when.head_sha.slice(0, 9)}</code>
          </>
        ),
        <>
          waits until <Time at={expiresAt} />
        </>,
      ]}
      title={<UntrustedText most={200} text={summaryOf(trigger)} />}
    />
  );
}

function summaryOf({ propose }: EventTriggerJson): string {
  const { summary } = propose as { readonly summary?: unknown };
  return typeof summary === "string" ? summary : "A proposal";
}

async function readWaiting(signal: AbortSignal): Promise<readonly EventTriggerJson[]> {
  const waiting: EventTriggerJson[] = [];
  let seen = 0;
  for await (const trigger of client.triggers.list({ limit: 100 }, { signal })) {
    if (trigger.state === "waiting") waiting.push(trigger);
    if (++seen === mostRead) break;
  }
  return waiting;
}
