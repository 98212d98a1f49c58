import type { CreatedNotificationChannelJson } from "@handsfree/wire/notifications";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Button } from "../../components/button/button.tsx";
import { CopiedText } from "../../components/copy/copied-text.tsx";
import { Dialog } from "../../components/dialog/dialog.tsx";
import { Note } from "../../components/note/note.tsx";
import { Time } from "../../components/time/time.tsx";
import { channelsQuery } from "./channel-queries.ts";

/** Shows the code that links a Slack account, until the person has entered it there. */
export function SlackCode({
  created: { channel, link_code, link_expires_at },
  onClose,
}: {
  readonly created: CreatedNotificationChannelJson;
  readonly onClose: () => void;
}): ReactNode {
  const { data } = useQuery({ ...channelsQuery, refetchInterval: 3000 });
  const isLinked = data?.items.some(({ id, state }) => id === channel.id && state === "enabled");
  return (
    <Dialog
      actions={
        <Button kind="primary" onClick={onClose}>
          {isLinked === true ? "Done" : "Close"}
        </Button>
      }
      description="Enter this in any conversation of Slack. Only you see it there. The code is shown once, and links the account that enters it: do not give it away."
      isOpen
      isSticky
      onClose={onClose}
      title="Link your Slack account"
    >
      <CopiedText label="the command" text={`/handsfree link ${link_code ?? ""}`} />
      <div aria-live="polite">
        {isLinked === true ? (
          <Note kind="good" title="Your Slack account is linked." />
        ) : (
          <Note title="Waiting for the code in Slack">
            {link_expires_at !== null && (
              <p>
                The code ends <Time at={link_expires_at} canToggle={false} />
              </p>
            )}
          </Note>
        )}
      </div>
    </Dialog>
  );
}
