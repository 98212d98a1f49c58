import { keptChannel } from "./kept-channel.ts";
import { removeChannel } from "./subscribe.ts";

/** Ends the notifications of this browser, and closes those that show: who uses it next must not see them. */
export async function endNotifications(): Promise<void> {
  const kept = await keptChannel().catch(() => undefined);
  if (kept === undefined) return;
  await removeChannel(kept.id);
  const registration = await navigator.serviceWorker.getRegistration("/");
  for (const shown of (await registration?.getNotifications()) ?? []) shown.close();
}
