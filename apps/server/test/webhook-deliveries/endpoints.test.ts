import { randomBytes, randomUUID } from "node:crypto";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { recordActionLog } from "@handsfree/repositories/action-logs";
import { deliverWebhooks } from "@handsfree/repositories/webhook-endpoints";
import { renderEvent } from "@handsfree/wire/events";
import type {
  GivenWebhookSecretJson,
  WebhookDeliveryJson,
} from "@handsfree/wire/webhook-endpoints";
import { Webhook } from "standardwebhooks";
import { Webhook as SvixWebhook } from "svix";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { AddressRules } from "@handsfree/executors/outgoing";
import { startLasting } from "../../src/webhook-deliveries/start-lasting.ts";
import { requestSender } from "@handsfree/executors/outgoing";
import { TestApi, userId } from "../api.ts";
import { bearer, keyOfUser } from "../callers.ts";

const adminId = randomUUID();
const webhookSigningKey = randomBytes(32);
const rules = new AddressRules("127.0.0.1");

let api: TestApi;
let headers: { readonly authorization: string };
beforeEach(async () => {
  api = await TestApi.start({ webhookSigningKey, webhookAddresses: rules });
  api.clock.advance(Date.now() - api.clock.now().getTime());
  headers = bearer(await keyOfUser(api.db, adminId, ["admin"]));
});
afterEach(() => api[Symbol.asyncDispose]());

function call(method: "GET" | "POST" | "PATCH" | "DELETE", path: string, payload?: object) {
  const url = `/v1/webhook-endpoints${path}`;
  return api.app.inject({ method, url, headers, ...(payload && { payload }) });
}

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A receiver of another program's, on this machine. */
async function receiver() {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      received.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    received,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Delivers as the server does. The receivers compare the time with their clock, so the times are real. */
function deliver(): AsyncDisposable {
  const context = { now: () => new Date(), newId: () => api.clock.newId() };
  const send = requestSender({ rules });
  const { stop } = startLasting({
    name: "webhook deliveries",
    run: (signal) =>
      deliverWebhooks(
        api.db,
        { signingKey: webhookSigningKey, send, render: renderEvent, signal },
        context,
      ),
    log: { error: (problem: unknown) => expect.unreachable(JSON.stringify(problem)) },
  });
  return { [Symbol.asyncDispose]: stop };
}

function eventually<T>(condition: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(condition, { timeout: 60_000, interval: 10 });
}

const record = () => recordActionLog(api.db, { userId, actionType: "deploy", ok: true });

// `standard-webhooks-senders.test.ts` has the same libraries as senders.
test("standardwebhooks and svix verify what an endpoint gets, also after a rotation", async () => {
  await using other = await receiver();
  const created = await call("POST", "", { url: other.url, types: ["action_log.recorded"] });
  expect(created.statusCode).toBe(201);
  expect(created.headers["cache-control"]).toBe("no-store");
  const { endpoint, secret } = created.json<GivenWebhookSecretJson>();
  expect(created.headers.location).toBe(`/v1/webhook-endpoints/${endpoint.id}`);
  await using _ = deliver();
  await record();
  await eventually(() => expect(other.received.length).toBe(1));
  const verify = (index: number, by: string) => {
    const { body, headers: all } = other.received[index] ?? { body: "", headers: {} };
    const signed = {
      "webhook-id": String(all["webhook-id"]),
      "webhook-timestamp": String(all["webhook-timestamp"]),
      "webhook-signature": String(all["webhook-signature"]),
    };
    const content = new Webhook(by).verify(body, signed);
    // It throws if they do not belong together, and returns nothing.
    new SvixWebhook(by).verify(body, signed);
    expect(() => new SvixWebhook(by).verify(`${body} `, signed)).toThrow(/signature/i);
    return content;
  };
  const event = (
    await api.app.inject({
      url: "/v1/events?types=action_log.recorded",
      headers: { ...headers, "on-behalf-of": userId },
    })
  )
    .json<{ items: { id: string; at: string }[] }>()
    .items.at(-1);
  expect(verify(0, secret)).toEqual({
    type: "action_log.recorded",
    timestamp: event?.at,
    data: event,
  });

  const rotated = await call("POST", `/${endpoint.id}/rotate-secret`, {});
  const next = rotated.json<GivenWebhookSecretJson>();
  expect(next.secret).not.toBe(secret);
  await call("POST", `/${endpoint.id}/test`);
  await eventually(() => expect(other.received.length).toBe(2));
  expect(verify(1, secret)).toMatchObject({ type: "webhook_endpoint.tested" });
  expect(verify(1, next.secret)).toMatchObject({
    data: { record: { kind: "webhook_endpoint", id: endpoint.id } },
  });
});

test("deliveries are listed, and made again with the same webhook-id", async () => {
  await using other = await receiver();
  const created = await call("POST", "", { url: other.url, types: ["action_log.recorded"] });
  const { id } = created.json<GivenWebhookSecretJson>().endpoint;
  await using _ = deliver();
  await record();
  const delivery = await eventually(async () => {
    const list = await call("GET", `/${id}/deliveries?state=delivered`);
    const [first] = list.json<{ items: WebhookDeliveryJson[] }>().items;
    expect(first).toMatchObject({ attempts: 1, response_status: 204, last_error: null });
    return first;
  });
  const path = `/${id}/deliveries/${delivery?.id}/redeliver`;
  expect((await call("POST", path)).statusCode).toBe(202);
  await eventually(() => expect(other.received.length).toBe(2));
  expect(other.received.map(({ headers: all }) => all["webhook-id"])).toEqual([
    delivery?.id,
    delivery?.id,
  ]);
  expect((await call("POST", `/${id}/disable`)).json()).toMatchObject({ state: "disabled" });
  expect((await call("POST", path)).json()).toMatchObject({ code: "endpoint_disabled" });
  expect((await call("POST", `/${id}/test`)).json()).toMatchObject({ code: "endpoint_disabled" });
  expect((await call("POST", `/${id}/enable`, {})).json()).toMatchObject({ state: "enabled" });
});

test("an address that is not allowed gets nothing, and the delivery says so", async () => {
  const created = await call("POST", "", { url: "https://example.com/" });
  const { id } = created.json<GivenWebhookSecretJson>().endpoint;
  // As an endpoint from before its address was compared with the rules, or from before the rules were changed.
  const url = "https://169.254.169.254/latest/";
  await api.db.updateTable("webhook_endpoints").set({ url }).where("id", "=", id).execute();
  await using _ = deliver();
  await call("POST", `/${id}/test`);
  await eventually(async () => {
    const { items } = (await call("GET", `/${id}/deliveries`)).json<{
      items: WebhookDeliveryJson[];
    }>();
    expect(items).toContainEqual(
      expect.objectContaining({
        type: "webhook_endpoint.tested",
        response_status: null,
        last_error: expect.stringMatching(/not allowed/),
      }),
    );
  });
  expect((await call("GET", `/${id}`)).json()).not.toMatchObject({ failing_since: null });
});

test("a URL with an address that deliveries do not go to is refused at once, however it is written", async () => {
  const forbidden = [
    "http://127.0.0.2/",
    "https://127.0.0.2:8443/hook",
    "https://10.0.0.1/",
    "https://[::1]/",
    "https://[::ffff:10.0.0.1]/",
    "https://[fd00::1]/",
    "https://2852039166/latest/",
    "https://0xa9fea9fe/",
    "https://0251.0376.0251.0376/",
    "https://10.1/",
    "https://10.0.0.1./",
    "https://\uff11\uff10.0.0.1/",
    // Public, and not encrypted.
    "http://93.184.215.14/",
  ];
  const { endpoint } = (
    await call("POST", "", { url: "https://93.184.215.14/" })
  ).json<GivenWebhookSecretJson>();
  for (const url of forbidden) {
    for (const refused of [
      await call("POST", "", { url }),
      await call("PATCH", `/${endpoint.id}`, { url }),
    ]) {
      expect([url, refused.json()]).toMatchObject([
        url,
        {
          status: 400,
          code: "invalid_input",
          field: "url",
          detail: expect.stringContaining("WEBHOOK_ALLOWED_ADDRESSES"),
          errors: [{ pointer: "#/url" }],
        },
      ]);
    }
  }
  const { items } = (await call("GET", "")).json<{ items: { url: string }[] }>();
  expect(items.map(({ url }) => url)).toEqual(["https://93.184.215.14/"]);
  // What is allowed, and a name, which is looked up at each delivery.
  for (const url of ["http://127.0.0.1:1/", "http://2130706433/", "https://localhost/"]) {
    expect((await call("PATCH", `/${endpoint.id}`, { url })).statusCode).toBe(200);
  }
});

test("bad addresses are refused, and a server without a key makes no endpoint", async () => {
  for (const url of ["ftp://example.com/", "https://user:password@example.com/", "example"]) {
    const refused = await call("POST", "", { url });
    expect(refused.json()).toMatchObject({ status: 400, code: "invalid_input" });
    expect(refused.body).not.toContain("password@");
  }
  await using without = await TestApi.start();
  const key = await keyOfUser(without.db, adminId, ["admin"]);
  const answer = await without.app.inject({
    method: "POST",
    url: "/v1/webhook-endpoints",
    headers: bearer(key),
    payload: { url: "https://example.com/" },
  });
  expect(answer.json()).toMatchObject({ status: 409, code: "no_signing_key" });
});

test("an endpoint is changed and deleted", async () => {
  const created = await call("POST", "", { url: "https://example.com/", description: "chat" });
  const { id } = created.json<GivenWebhookSecretJson>().endpoint;
  const at = await api.app.inject({ url: String(created.headers.location), headers });
  expect(at.json()).toEqual(created.json<GivenWebhookSecretJson>().endpoint);
  const change = { url: "https://example.org/", types: ["command.recorded"], description: null };
  expect((await call("PATCH", `/${id}`, change)).json()).toMatchObject(change);
  expect((await call("GET", "")).json()).toMatchObject({ items: [{ id, ...change }] });
  expect((await call("DELETE", `/${id}`)).statusCode).toBe(204);
  expect((await call("GET", `/${id}`)).statusCode).toBe(404);
  expect((await call("DELETE", `/${id}`)).statusCode).toBe(404);
});
