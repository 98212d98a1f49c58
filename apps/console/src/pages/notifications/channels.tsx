import type { NotificationChannelJson } from "@handsfree/wire/notifications";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { client } from "../../api/client.ts";
import { ActionDialog } from "../../components/action-dialog/action-dialog.tsx";
import { Rows } from "../../components/list-row/list-row.tsx";
import { Section } from "../../components/section/section.tsx";
import { describeError } from "../../components/error-state/describe-error.ts";
import { showToast } from "../../components/toast/show-toast.ts";
import { UntrustedText } from "../../components/untrusted-text/untrusted-text.tsx";
import { removeChannel } from "../../push/subscribe.ts";
import { thisBrowserQuery } from "../../push/this-browser.ts";
import { useMe } from "../../session/me.ts";
import { AddMenu } from "./add-menu.tsx";
import { type ChannelKind, nameOfChannel, rereadChannels } from "./channel-queries.ts";
import { ChannelRow } from "./channel-row.tsx";
import { MissingKinds } from "./missing-kinds.tsx";
import { notificationsRoute } from "./routes.ts";
import styles from "./notifications.module.css";

/** All channels of the person, and the way to add one. */
export function Channels({
  channels,
  kinds,
}: {
  readonly channels: readonly NotificationChannelJson[];
  /** What the server can notify by. */
  readonly kinds: readonly ChannelKind[];
}): ReactNode {
  const { email } = useMe().user;
  const { data: here } = useQuery(thisBrowserQuery);
  const navigate = notificationsRoute.useNavigate();
  const [removed, setRemoved] = useState<NotificationChannelJson>();
  return (
    <Section
      actions={<AddMenu kinds={kinds} />}
      description="Each channel sends one message for each action. Browsers and Slack remove it once the action is decided."
      title="Channels"
    >
      {channels.length === 0 ? (
        <p className={styles["none"]}>
          Nothing notifies you yet. Until you add a channel, you only learn here that an action
          waits.
        </p>
      ) : (
        <Rows label="Channels">
          {channels.map((channel) => (
            <li key={channel.id}>
              <ChannelRow
                address={channel.kind === "email" ? email : channel.address}
                channel={channel}
                isThisBrowser={channel.id === here?.channelId}
                onEdit={() => void navigate({ search: { edit: channel.id }, resetScroll: false })}
                onLink={() => void navigate({ search: { add: "slack" }, resetScroll: false })}
                onRemove={() => setRemoved(channel)}
                onSwitch={() => void switchOver(channel)}
              />
            </li>
          ))}
        </Rows>
      )}
      <MissingKinds kinds={kinds} />
      <ActionDialog
        description="You get no more messages by it. Those that it has sent stay where they are."
        isOpen={removed !== undefined}
        kind="bad"
        onClose={() => setRemoved(undefined)}
        run={() => removeChannel(removed?.id ?? "").then(rereadChannels)}
        submit="Remove it"
        title={
          <>
            Remove the channel{" "}
            <UntrustedText most={60} text={removed === undefined ? "" : nameOfChannel(removed)} />
          </>
        }
      />
    </Section>
  );
}

/** Turns a channel on or off. It can be taken back, so there is no question. */
async function switchOver({ id, state }: NotificationChannelJson): Promise<void> {
  try {
    await client.request("PATCH /v1/notification-channels/{id}", {
      path: { id },
      body: { enabled: state !== "enabled" },
    });
  } catch (error) {
    const { title, detail } = describeError(error);
    showToast({ kind: "bad", title, description: detail });
  }
  await rereadChannels();
}
