import { HandsFreeProblem } from "@handsfree/client";
import { client } from "../api/client.ts";
import { ExplainedError } from "../components/error-state/describe-error.ts";
import { browserName } from "../session/browser-name.ts";
import { keepChannel, keptChannel } from "./kept-channel.ts";
import { registerWorker } from "./register-worker.ts";
import { currentSubscription } from "./this-browser.ts";

/**
 * Has the browser ask the person, subscribes it, and adds it to the person's channels.
 *
 * @param applicationServerKey that of the server.
 * @throws {ExplainedError} if the person or the browser refuses.
 */
export async function subscribeThisBrowser(applicationServerKey: string): Promise<void> {
  // First, since a browser asks only as long as the tap is fresh.
  const permission = await Notification.requestPermission();
  if (permission !== "granted") throw refused(permission);
  const registration = await registerWorker();
  const subscribe = async (): Promise<void> => {
    const subscription = await subscribeWith(registration, applicationServerKey);
    await addChannel(subscription);
  };
  try {
    await subscribe();
  } catch (error) {
    // It was another person's, who has not turned it off before they signed out.
    const isTaken = error instanceof HandsFreeProblem && error.code === "address_taken";
    if (!isTaken) throw error;
    await (await currentSubscription())?.unsubscribe();
    await subscribe();
  }
}

/** Removes a channel. If it is that of this browser, its subscription ends too. */
export async function removeChannel(id: string): Promise<void> {
  const kept = await keptChannel();
  try {
    await client.request("DELETE /v1/notification-channels/{id}", { path: { id } });
  } catch (error) {
    // It was removed elsewhere.
    if (!(error instanceof HandsFreeProblem) || error.status !== 404) throw error;
  }
  if (kept?.id !== id) return;
  await keepChannel(undefined);
  await (await currentSubscription())?.unsubscribe();
}

/** Subscribes, or takes the subscription that is there. One for an earlier key of the server is of no use. */
async function subscribeWith(
  { pushManager }: ServiceWorkerRegistration,
  applicationServerKey: string,
): Promise<PushSubscription> {
  const options = { userVisibleOnly: true, applicationServerKey };
  try {
    return await pushManager.subscribe(options);
  } catch (error) {
    if (error instanceof DOMException && error.name === "InvalidStateError") {
      await (await pushManager.getSubscription())?.unsubscribe();
      return pushManager.subscribe(options);
    }
    const detail = error instanceof Error ? error.message : "unknown failure";
    throw new ExplainedError(
      "The browser could not subscribe",
      `Its push service did not answer as it should: ${detail}. Check that this device is online, and that the browser allows push messages.`,
      { cause: error },
    );
  }
}

async function addChannel(subscription: PushSubscription): Promise<void> {
  const { endpoint, keys } = subscription.toJSON();
  const { channel } = await client.request("POST /v1/notification-channels", {
    body: {
      kind: "web_push",
      subscription: {
        endpoint: endpoint ?? "",
        keys: { p256dh: keys?.["p256dh"] ?? "", auth: keys?.["auth"] ?? "" },
      },
      name: browserName(navigator.userAgent) ?? null,
    },
  });
  await keepChannel({ id: channel.id, endpoint: subscription.endpoint });
}

function refused(permission: NotificationPermission): ExplainedError {
  return permission === "denied"
    ? new ExplainedError(
        "The browser blocks notifications of this page",
        "Allow them in the settings of the browser for this address, and turn them on again.",
      )
    : new ExplainedError(
        "The browser did not get an answer",
        "Turn them on again, and choose “Allow” when the browser asks.",
      );
}
