import type { CreatedNotificationChannelJson } from "@handsfree/wire/notifications";
import { type ReactNode, useState } from "react";
import { client } from "../../api/client.ts";
import { ActionDialog } from "../../components/action-dialog/action-dialog.tsx";
import { TextInput } from "../../components/field/field.tsx";
import { UntrustedText } from "../../components/untrusted-text/untrusted-text.tsx";
import { useMe } from "../../session/me.ts";
import { rereadChannels } from "./channel-queries.ts";
import { ChoicesForm } from "./choices-form.tsx";
import { bodyOf, firstChoices, isIncomplete } from "./choices.ts";
import type { NotificationsSearch } from "./routes.ts";

const titles = {
  ntfy: "Add an ntfy topic",
  email: "Add e-mail",
  slack: "Add Slack",
} as const;

/** Asks for a channel of one kind. Drawn only while it asks. */
export function AddChannel({
  kind,
  onAdded,
  onClose,
}: {
  readonly kind: NonNullable<NotificationsSearch["add"]>;
  readonly onAdded: (created: CreatedNotificationChannelJson) => void;
  readonly onClose: () => void;
}): ReactNode {
  const { email } = useMe().user;
  const [choices, setChoices] = useState(firstChoices);
  const [url, setUrl] = useState("");
  const add = async (): Promise<void> => {
    const body = { kind, ...bodyOf(choices), ...(kind === "ntfy" && { url: url.trim() }) };
    onAdded(await client.request("POST /v1/notification-channels", { body }));
    await rereadChannels();
  };
  return (
    <ActionDialog
      description={kind === "ntfy" ? undefined : <Description email={email} kind={kind} />}
      isIncomplete={
        isIncomplete(choices) ||
        (kind === "ntfy" && url.trim() === "") ||
        (kind === "email" && email === null)
      }
      isOpen
      onClose={onClose}
      run={add}
      submit={kind === "slack" ? "Get a code" : "Add it"}
      title={titles[kind]}
    >
      {kind === "ntfy" && (
        <TextInput
          autoCapitalize="none"
          autoComplete="off"
          hint="Everyone who knows the topic reads its messages, so give it a name that is hard to guess. If its server needs an access token, the operator sets it in NTFY_TOKENS."
          inputMode="url"
          label="Topic"
          maxLength={2000}
          onChange={({ target }) => setUrl(target.value)}
          placeholder="https://ntfy.sh/a-name-that-is-hard-to-guess"
          spellCheck={false}
          value={url}
        />
      )}
      <ChoicesForm choices={choices} kind={kind} onChange={setChoices} />
    </ActionDialog>
  );
}

function Description({
  kind,
  email,
}: {
  readonly kind: "email" | "slack";
  readonly email: string | null;
}): ReactNode {
  if (kind === "slack") return "You get a code, and enter it in Slack within ten minutes.";
  if (email === null) return "Your account has no e-mail address. An admin can add one.";
  return (
    <>
      Mails go to the address of your account, <UntrustedText most={100} text={email} />.
    </>
  );
}
