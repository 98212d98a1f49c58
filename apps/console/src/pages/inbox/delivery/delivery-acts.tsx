import type { WebhookEventJson } from "@handsfree/wire/webhooks";
import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { client } from "../../../api/client.ts";
import { AskDialog } from "../../../components/ask-dialog/ask-dialog.tsx";
import { Button } from "../../../components/button/button.tsx";
import type { IconName } from "../../../components/icons/icons.tsx";
import { showToast } from "../../../components/toast/show-toast.ts";
import { UntrustedText } from "../../../components/untrusted-text/untrusted-text.tsx";
import { ForwardDialog } from "./forward-dialog.tsx";
import { hasScope, useMe } from "../../../session/me.ts";

/** What a person can ask for. */
const acts = {
  retry: {
    label: "Retry now",
    icon: "refresh",
    title: "Make the next attempt now?",
    text: "The delivery becomes due at once, and the next free worker gets it.",
    done: "The delivery is due now",
  },
  revive: {
    label: "Revive",
    icon: "refresh",
    title: "Revive this delivery?",
    text: "It becomes due again, with its full number of attempts.",
    done: "The delivery is due again",
  },
  replay: {
    label: "Replay",
    icon: "refresh",
    title: "Replay this delivery?",
    text: "A worker gets it once more. Its work can then have its effects a second time.",
    done: "The delivery is due again",
  },
} as const satisfies Record<
  string,
  { label: string; icon: IconName; title: string; text: string; done: string }
>;
type Act = keyof typeof acts;

/** The buttons for what its state allows, for a person who may work on deliveries. */
export function DeliveryActs({ event }: { readonly event: WebhookEventJson }): ReactNode {
  const mayWork = hasScope(useMe(), ["webhooks:process"]);
  const queryClient = useQueryClient();
  const [asked, setAsked] = useState<Act>();
  const allowed = mayWork ? actsOf(event) : [];
  const [isForwarding, setForwarding] = useState(false);
  // A forged delivery is not sent on, and without its body there is nothing to send.
  const mayForward = mayWork && event.signature_ok && event.payload_removed_at === null;
  return (
    <>
      {allowed.map((act) => (
        <Button icon={acts[act].icon} key={act} onClick={() => setAsked(act)}>
          {acts[act].label}
        </Button>
      ))}
      {mayForward && (
        <Button icon="external" onClick={() => setForwarding(true)}>
          Forward…
        </Button>
      )}
      {isForwarding && <ForwardDialog event={event} onClose={() => setForwarding(false)} />}
      {asked !== undefined && (
        <AskDialog
          act={async (reason) => {
            const { event: changed } = await client.request(
              `POST /v1/webhook-events/{id}/${asked}`,
              { path: { id: event.id }, body: { ...(reason !== undefined && { reason }) } },
            );
            queryClient.setQueryData(["webhook_event", event.id], changed);
            await queryClient.invalidateQueries({ queryKey: ["webhook_event", event.id] });
            showToast({ kind: "good", title: acts[asked].done });
          }}
          confirm={acts[asked].label}
          description={
            <>
              <UntrustedText
                canExpand={false}
                most={100}
                text={`${event.event_type ?? "Delivery"} from ${event.source}`}
              />
              . {acts[asked].text}
            </>
          }
          onClose={() => setAsked(undefined)}
          title={acts[asked].title}
        />
      )}
    </>
  );
}

function actsOf({
  state,
  next_attempt_at: next,
  payload_removed_at: removed,
}: WebhookEventJson): readonly Act[] {
  // Without its body there is nothing to work on.
  if (removed !== null) return [];
  switch (state) {
    case "failed":
      return ["retry", "replay"];
    case "received":
      return next !== null && Date.parse(next) > Date.now() ? ["retry"] : [];
    case "dead":
      return ["revive", "replay"];
    case "processed":
    case "ignored":
      return ["replay"];
    default:
      return [];
  }
}
