import { client } from "../api/client.ts";
import { queryClient } from "../api/query-client.ts";

/** Ends the session of this browser, and shows the sign-in. */
export async function signOut(): Promise<void> {
  await client.request("DELETE /v1/session");
  queryClient.clear();
  location.assign("/sign-in");
}
