import { loadPage } from "./offline.ts";
import { openPage } from "./open-page.ts";
import { readMessage } from "./push-message.ts";
import { receive } from "./receive.ts";
import { renew } from "./renew.ts";

declare const self: ServiceWorkerGlobalScope;

// A new version takes over at once: it keeps nothing that an old page could miss.
self.addEventListener("install", (event) => event.waitUntil(self.skipWaiting()));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("push", (event) => {
  event.waitUntil(receive(readMessage(event.data?.text()), self.registration));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const { path } = event.notification.data as { readonly path: string };
  event.waitUntil(openPage(path, self.clients));
});

self.addEventListener("pushsubscriptionchange", (event) => {
  const { newSubscription } = event;
  event.waitUntil(renew(newSubscription, self.registration).catch(() => tellThatItEnded()));
});

self.addEventListener("fetch", (event) => {
  if (event.request.mode === "navigate") event.respondWith(loadPage(event.request));
});

/** A person who is no longer told of anything would not notice that. */
async function tellThatItEnded(): Promise<void> {
  await self.registration.showNotification("HandsFree cannot notify you here any more", {
    tag: "ended",
    body: "Open it, and turn notifications on again.",
    icon: "/icons/icon-192.png",
    data: { path: "/notifications" },
  });
}
