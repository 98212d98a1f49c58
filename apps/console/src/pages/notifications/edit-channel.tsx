import type { NotificationChannelJson } from "@handsfree/wire/notifications";
import { type ReactNode, useState } from "react";
import { client } from "../../api/client.ts";
import { ActionDialog } from "../../components/action-dialog/action-dialog.tsx";
import { UntrustedText } from "../../components/untrusted-text/untrusted-text.tsx";
import { nameOfChannel, rereadChannels } from "./channel-queries.ts";
import { ChoicesForm } from "./choices-form.tsx";
import { bodyOf, choicesOf, isIncomplete } from "./choices.ts";

/** Asks when a channel is used, and what it shows. Drawn only while it asks. */
export function EditChannel({
  channel,
  onClose,
}: {
  readonly channel: NotificationChannelJson;
  readonly onClose: () => void;
}): ReactNode {
  const [choices, setChoices] = useState(() => choicesOf(channel));
  const change = async (): Promise<void> => {
    const path = { id: channel.id };
    const body = bodyOf(choices);
    await client.request("PATCH /v1/notification-channels/{id}", { path, body });
    await rereadChannels();
  };
  return (
    <ActionDialog
      isIncomplete={isIncomplete(choices)}
      isOpen
      onClose={onClose}
      run={change}
      submit="Save"
      title={
        <>
          Edit <UntrustedText most={60} text={nameOfChannel(channel)} />
        </>
      }
    >
      <ChoicesForm choices={choices} kind={channel.kind} onChange={setChoices} />
    </ActionDialog>
  );
}
