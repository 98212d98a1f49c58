import type { NotificationChannelJson } from "@handsfree/wire/notifications";
import type { ReactNode } from "react";
import { Badge } from "../../components/badge/badge.tsx";
import { Time } from "../../components/time/time.tsx";

/** The state of a channel in a word. */
export function ChannelBadge({
  channel,
}: {
  readonly channel: NotificationChannelJson;
}): ReactNode {
  const { state, failing_since } = channel;
  if (state === "unlinked") return <Badge tone="warn">not linked</Badge>;
  if (state === "disabled") return <Badge tone="bad">off</Badge>;
  return failing_since === null ? (
    <Badge tone="good">on</Badge>
  ) : (
    <Badge tone="warn">failing</Badge>
  );
}

/** The reason why a channel sends nothing, and how to mend it. Empty for one that works. */
export function ChannelProblem({
  channel: { state, kind, disabled_because, disabled_at, failing_since },
}: {
  readonly channel: NotificationChannelJson;
}): ReactNode {
  if (state === "unlinked") return "Its code was not entered in Slack. Get a new one.";
  if (state === "enabled") {
    return (
      failing_since !== null && (
        <>
          All attempts have failed since <Time at={failing_since} />. {ways[kind]}
        </>
      )
    );
  }
  const since = disabled_at !== null && <Time at={disabled_at} />;
  if (disabled_because === "gone") {
    return <>Off since {since}: the browser ended its subscription. Turn it on in that browser.</>;
  }
  if (disabled_because === "failing") {
    return (
      <>
        Off since {since}: no attempt of five days succeeded. {ways[kind]} Then turn it on.
      </>
    );
  }
  return <>You turned it off {since}.</>;
}

const ways: Readonly<Record<NotificationChannelJson["kind"], string>> = {
  web_push: "If the browser is not used any more, remove it.",
  ntfy: "Check that its server runs, and takes messages to the topic.",
  email: "Check the address of your account, and have the operator check the mail server.",
  slack: "Check that the HandsFree app is still in your workspace.",
};
