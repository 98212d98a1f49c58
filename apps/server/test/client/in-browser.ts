import { createClient } from "@handsfree/client";
import { useClient } from "./core.ts";

/** Runs the client in a page of the server: signs in by the code of a link, and out at the end. */
export async function run(code: string): Promise<unknown> {
  const client = createClient({ url: location.origin });
  const { user } = await client.request("POST /v1/sessions", { body: { code } });
  const used = await useClient(client, "browser");
  const me = await client.me();
  await client.request("DELETE /v1/session");
  const after = await client.me().catch((error: unknown) => (error as { status: number }).status);
  return { used, isSameUser: me.user?.id === user?.id, hasToken: me.csrf_token !== null, after };
}

declare const location: { readonly origin: string };
