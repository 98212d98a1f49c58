import { queryOptions } from "@tanstack/react-query";
import { browserSupport, type BrowserSupport } from "./browser-support.ts";
import { keptChannel } from "./kept-channel.ts";

/** How this browser stands to notifications. */
export interface ThisBrowser {
  readonly support: BrowserSupport;
  /** What the person lets the page show. `default` means that the browser will ask. */
  readonly permission: NotificationPermission;
  /** The channel that notifies it, if its subscription is the one that the channel has. */
  readonly channelId: string | undefined;
}

/** Reads how this browser stands to notifications. The server is not asked. */
export const thisBrowserQuery = queryOptions({
  queryKey: ["this_browser"],
  queryFn: readThisBrowser,
  // The person can change it in the settings of the browser.
  staleTime: 0,
});

async function readThisBrowser(): Promise<ThisBrowser> {
  const support = browserSupport();
  if (support !== "supported") return { support, permission: "denied", channelId: undefined };
  const [subscription, kept] = await Promise.all([currentSubscription(), keptChannel()]);
  const isKept = subscription !== undefined && kept?.endpoint === subscription.endpoint;
  return {
    support,
    permission: Notification.permission,
    channelId: isKept ? kept.id : undefined,
  };
}

/** The subscription of this browser. @returns undefined if it has none. */
export async function currentSubscription(): Promise<PushSubscription | undefined> {
  const registration = await navigator.serviceWorker.getRegistration("/");
  return (await registration?.pushManager.getSubscription()) ?? undefined;
}
