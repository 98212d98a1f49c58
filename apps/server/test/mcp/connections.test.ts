import { createClient, type HandsFreeClient } from "@handsfree/client";
import type { Client as Client2 } from "@modelcontextprotocol/client";
import { Client as Client1 } from "@modelcontextprotocol/sdk/client/index.js";
import { ResourceUpdatedNotificationSchema } from "@modelcontextprotocol/sdk/types.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { TestApi, userId } from "../api.ts";
import { keyOfService } from "../callers.ts";
import { type Host, type HostSettings, startHost } from "./hosts.ts";
import { kinds, question } from "./mcp-clients.ts";

let api: TestApi;
let person: HandsFreeClient;
let settings: HostSettings;
beforeAll(async () => {
  api = await TestApi.start();
  const url = await api.app.listen({ port: 0, host: "127.0.0.1" });
  person = createClient({ url, key: await api.keyOf(userId) });
  const scopes = ["actions:propose", "actions:execute"] as const;
  settings = { url, key: await keyOfService(api.db, { scopes, actsFor: [userId] }) };
});
afterAll(() => api[Symbol.asyncDispose]());

const waiting = "handsfree://actions/waiting";

describe.each(kinds)("a host of the SDK %s", (kind) => {
  test("that ends and starts again finds its question, and one elsewhere asks its own", async () => {
    const asked = { ...question, action_type: `again ${kind}` };
    const first = await startHost(kind, settings);
    const lost = first.call("request_approval", asked).catch((error: unknown) => error);
    const { id } = await waitingOf(asked.action_type);
    await first.server.close();
    await first.server.closed;
    expect(await lost).toBeInstanceOf(Error);

    await using elsewhere = await startHost(kind, { ...settings, scope: "/home/me/other" });
    const other = await elsewhere.call("request_approval", { ...asked, wait_seconds: 0 });
    expect(other.content["id"]).not.toBe(id);
    await using second = await startHost(kind, settings);
    const call = second.call("request_approval", asked);
    const { payload_digest } = await person.pendingActions.get(id);
    await person.pendingActions.approve(id, { payload_digest });
    expect((await call).content).toMatchObject({ outcome: "approved", id });
  });

  test("hears of changes while it subscribes to what waits", async () => {
    await using host = await startHost(kind, settings);
    const heard: string[] = [];
    const unsubscribe = await subscribe(host, (uri) => heard.push(uri));
    // The stream may begin after the first ones.
    await expect
      .poll(
        async () => {
          await host.call("propose_action", {
            ...question,
            action_type: `subscribed ${kind}`,
            action_payload: { number: heard.length },
          });
          const [newest] = (await person.pendingActions.list().page()).items;
          const { id = "", payload_digest = "" } = newest ?? {};
          await person.pendingActions.reject(id, { payload_digest });
          return heard.length;
        },
        { timeout: 60_000 },
      )
      .toBeGreaterThan(0);
    expect(new Set(heard)).toEqual(new Set([waiting]));
    await unsubscribe();
  });
});

async function subscribe(
  { sdk }: Host,
  hear: (uri: string) => void,
): Promise<() => Promise<unknown>> {
  if (sdk instanceof Client1) {
    sdk.setNotificationHandler(ResourceUpdatedNotificationSchema, ({ params }) => hear(params.uri));
    await sdk.subscribeResource({ uri: waiting });
    return () => sdk.unsubscribeResource({ uri: waiting });
  }
  const client: Client2 = sdk;
  client.setNotificationHandler("notifications/resources/updated", ({ params }) =>
    hear(params.uri),
  );
  if (client.getNegotiatedProtocolVersion() === "2026-07-28") {
    const subscription = await client.listen({ resourceSubscriptions: [waiting] });
    return () => subscription.close();
  }
  await client.subscribeResource({ uri: waiting });
  return () => client.unsubscribeResource({ uri: waiting });
}

async function waitingOf(action_type: string) {
  for (;;) {
    const [first] = (await person.pendingActions.list({ action_type }).page()).items;
    if (first !== undefined) return first;
  }
}
