import type { WebhookEventJson } from "@handsfree/wire/webhooks";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { client } from "../../../api/client.ts";
import { Button } from "../../../components/button/button.tsx";
import { Dialog } from "../../../components/dialog/dialog.tsx";
import { ErrorState } from "../../../components/error-state/error-state.tsx";
import { TextInput } from "../../../components/field/field.tsx";
import { Form } from "../../../components/field/form.tsx";
import { UntrustedText } from "../../../components/untrusted-text/untrusted-text.tsx";
import { ForwardAnswer } from "./forward-answer.tsx";

interface ForwardDialogProps {
  readonly event: WebhookEventJson;
  readonly onClose: () => void;
}

/** Asks where a delivery is sent once more, sends it, and shows what came back. */
export function ForwardDialog({ event, onClose }: ForwardDialogProps): ReactNode {
  const [url, setUrl] = useState("");
  const queryClient = useQueryClient();
  const { mutate, data, error, isPending } = useMutation({
    mutationFn: () =>
      client.request("POST /v1/webhook-events/{id}/forward", {
        path: { id: event.id },
        body: { url: url.trim() },
      }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["webhook_event", event.id] }),
  });
  const isAddress = URL.canParse(url.trim());
  return (
    <Dialog
      actions={
        <>
          <Button onClick={onClose}>{data === undefined ? "Cancel" : "Close"}</Button>
          <Button
            disabled={!isAddress}
            form="forward"
            isBusy={isPending}
            kind="primary"
            type="submit"
          >
            {data === undefined ? "Forward" : "Forward again"}
          </Button>
        </>
      }
      description={
        <>
          <UntrustedText
            canExpand={false}
            most={100}
            text={`${event.event_type ?? "Delivery"} from ${event.source}`}
          />{" "}
          is sent once, with the same body and headers and a new signature. Its state stays as it
          is, and its history says that you sent it.
        </>
      }
      isOpen
      onClose={onClose}
      title="Forward this delivery"
    >
      <Form id="forward" onSubmit={() => isAddress && !isPending && mutate()}>
        <TextInput
          autoComplete="off"
          inputMode="url"
          label="Address"
          maxLength={2000}
          onChange={({ target }) => setUrl(target.value)}
          placeholder="https://example.org/webhooks"
          spellCheck={false}
          type="url"
          value={url}
        />
      </Form>
      {error !== null && <ErrorState error={error} />}
      <div aria-live="polite">
        {data !== undefined && !isPending && <ForwardAnswer answer={data} />}
      </div>
    </Dialog>
  );
}
