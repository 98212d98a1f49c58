import { createClient } from "@handsfree/client";
import { keepChannel, keptChannel } from "../push/kept-channel.ts";

/**
 * Takes the subscription that the browser made in place of one that ended, or makes one, and has the channel of this
 * browser go on with it: with its name, its profiles, its quiet hours and what it shows.
 *
 * @throws if the person is not signed in any more, or the server does not answer.
 */
export async function renew(
  given: PushSubscription | null,
  registration: ServiceWorkerRegistration,
): Promise<void> {
  const kept = await keptChannel();
  // The person has turned notifications off, or never had them.
  if (kept === undefined) return;
  const client = createClient({ url: location.origin });
  const { web_push_key: applicationServerKey } = await client.request(
    "GET /v1/notification-options",
  );
  if (applicationServerKey === null) return;
  const subscription =
    given ??
    (await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey }));
  const { items } = await client.request("GET /v1/notification-channels");
  const before = items.find(({ id }) => id === kept.id);
  // The person has removed it elsewhere.
  if (before === undefined) return;
  const { name, profiles, quiet_hours, content } = before;
  const { endpoint, keys } = subscription.toJSON();
  const { channel } = await client.request("POST /v1/notification-channels", {
    body: {
      kind: "web_push",
      subscription: {
        endpoint: endpoint ?? "",
        keys: { p256dh: keys?.["p256dh"] ?? "", auth: keys?.["auth"] ?? "" },
      },
      name,
      profiles,
      quiet_hours,
      content,
    },
  });
  await keepChannel({ id: channel.id, endpoint: subscription.endpoint });
  if (channel.id !== before.id) {
    await client.request("DELETE /v1/notification-channels/{id}", { path: { id: before.id } });
  }
}
