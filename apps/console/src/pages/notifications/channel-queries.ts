import type { NotificationChannelJson } from "@handsfree/wire/notifications";
import { queryOptions } from "@tanstack/react-query";
import { client } from "../../api/client.ts";
import { reread } from "../../api/reread.ts";

/** All channels of the person. */
export const channelsQuery = queryOptions({
  queryKey: ["notification_channel", "list"],
  queryFn: ({ signal }) => client.request("GET /v1/notification-channels", { signal }),
  // No event says that a channel has changed.
  staleTime: 0,
});

/** What the server can notify by. */
export const optionsQuery = queryOptions({
  queryKey: ["notification_options"],
  queryFn: ({ signal }) => client.request("GET /v1/notification-options", { signal }),
});

/** A kind of channel. */
export type ChannelKind = NotificationChannelJson["kind"];

/** What the kinds are called. */
export const kindNames: Readonly<Record<ChannelKind, string>> = {
  web_push: "Browser",
  ntfy: "ntfy",
  email: "E-mail",
  slack: "Slack",
};

/** What a channel is called: its name, or its kind. */
export function nameOfChannel({ name, kind }: NotificationChannelJson): string {
  return name ?? kindNames[kind];
}

/** Reads what the page shows again, after a change. */
export function rereadChannels(): Promise<void> {
  return reread("notification_channel", "this_browser");
}
