import type { PushMessage } from "./push-message.ts";

/** Shows what a message says, or takes back what an earlier one showed. */
export async function receive(
  { type, tag, title, body, path, urgent }: PushMessage,
  registration: ServiceWorkerRegistration,
): Promise<void> {
  if (type === "action.cleared") return clear({ tag, title, path }, registration);
  await registration.showNotification(title, {
    tag,
    ...(body !== undefined && { body }),
    ...look,
    requireInteraction: urgent,
    // The second message of a thing takes the place of the first without a sound, unless it is urgent.
    ...(urgent && { renotify: true }),
    data: { path },
  });
}

const look = {
  icon: "/icons/icon-192.png",
  // Android shows the alpha of it alone.
  badge: "/icons/badge-96.png",
  lang: "en",
  dir: "auto",
} as const;

/**
 * Closes the notification of a thing. Safari ends the subscription of a page that shows nothing for a message, so there
 * a silent one takes its place, which says that nothing waits any more.
 */
async function clear(
  { tag, title, path }: Pick<PushMessage, "tag" | "title" | "path">,
  registration: ServiceWorkerRegistration,
): Promise<void> {
  if (isSafari(navigator.userAgent)) {
    await registration.showNotification(title, { tag, ...look, silent: true, data: { path } });
    return;
  }
  for (const shown of await registration.getNotifications({ tag })) shown.close();
}

/** All browsers of iOS are Safari underneath. */
function isSafari(userAgent: string): boolean {
  return /AppleWebKit/.test(userAgent) && !/(?:Chrome|Chromium)\//.test(userAgent);
}
