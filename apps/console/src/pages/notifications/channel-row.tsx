import type { NotificationChannelJson } from "@handsfree/wire/notifications";
import { useMutation } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Badge } from "../../components/badge/badge.tsx";
import { Button, IconButton } from "../../components/button/button.tsx";
import { ListRow } from "../../components/list-row/list-row.tsx";
import { Menu } from "../../components/menu/menu.tsx";
import { UntrustedText } from "../../components/untrusted-text/untrusted-text.tsx";
import { kindNames, nameOfChannel } from "./channel-queries.ts";
import { ChannelBadge, ChannelProblem } from "./channel-state.tsx";
import { profileNames } from "./choices.ts";
import { sendTest } from "./send-test.ts";
import styles from "./notifications.module.css";

/** A channel in the list. */
export function ChannelRow({
  channel,
  address,
  isThisBrowser,
  onEdit,
  onSwitch,
  onLink,
  onRemove,
}: {
  readonly channel: NotificationChannelJson;
  /** Where it goes, if that is not in the name of the kind. */
  readonly address: string | null;
  readonly isThisBrowser: boolean;
  readonly onEdit: () => void;
  /** Turns it on or off. */
  readonly onSwitch: () => void;
  /** Gets a new code for Slack. */
  readonly onLink: () => void;
  readonly onRemove: () => void;
}): ReactNode {
  const { kind, name, state, content, profiles, quiet_hours } = channel;
  const { mutate: test, isPending } = useMutation({ mutationFn: () => sendTest(channel) });
  const isOn = state === "enabled";
  return (
    <ListRow
      actions={
        <>
          {isOn && (
            <Button isBusy={isPending} onClick={() => test()}>
              Test
            </Button>
          )}
          {state === "unlinked" && <Button onClick={onLink}>New code</Button>}
          <Menu
            items={[
              { label: "Edit", icon: "edit", onSelect: onEdit },
              ...(state === "unlinked" || channel.disabled_because === "gone"
                ? []
                : ([
                    {
                      label: isOn ? "Turn off" : "Turn on",
                      icon: isOn ? "stop" : "notifications",
                      onSelect: onSwitch,
                    },
                  ] as const)),
              { label: "Remove", icon: "close", onSelect: onRemove },
            ]}
            trigger={<IconButton icon="more" label={`More for ${nameOfChannel(channel)}`} />}
          />
        </>
      }
      badges={
        <>
          <ChannelBadge channel={channel} />
          {isThisBrowser && <Badge>this browser</Badge>}
        </>
      }
      facts={[
        name !== null && kindNames[kind],
        address !== null && <UntrustedText canExpand={false} most={80} text={address} />,
        content === "summary" ? "Shows the summary" : "Shows only that an action waits",
        quiet_hours !== null && (
          <span title={quiet_hours.time_zone}>
            Quiet {quiet_hours.from}–{quiet_hours.until}
            {quiet_hours.urgent_passes && ", urgent ones pass"}
          </span>
        ),
        profiles !== null && `In ${profiles.map((each) => profileNames[each]).join(", ")}`,
      ]}
      isOver={!isOn}
      title={<UntrustedText canExpand={false} most={100} text={nameOfChannel(channel)} />}
    >
      <p className={styles["rowProblem"]}>
        <ChannelProblem channel={channel} />
      </p>
    </ListRow>
  );
}
