import { client } from "../api/client.ts";
import { queryClient } from "../api/query-client.ts";

/** Ends the notifications and the session of this browser, and shows the sign-in. */
export async function signOut(): Promise<void> {
  const { endNotifications } = await import("../push/end-notifications.ts");
  await endNotifications();
  await client.request("DELETE /v1/session");
  queryClient.clear();
  location.assign("/sign-in");
}
