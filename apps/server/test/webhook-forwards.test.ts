import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { signStandardWebhook, standardWebhooksSource } from "@handsfree/repositories/webhooks";
import { keepSecrets } from "@handsfree/testkit";
import { afterEach, beforeEach, expect, test } from "vitest";
import { AddressRules } from "@handsfree/executors/outgoing";
import { TestApi } from "./api.ts";

interface Received {
  readonly method: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const received: Received[] = [];
const answer = { status: 200, body: "thanks" };
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const { method, headers } = request;
    received.push({ method, headers, body: Buffer.concat(chunks).toString() });
    response.writeHead(answer.status).end(answer.body);
  });
});
let url: string;
beforeEach(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?token=hidden`;
  Object.assign(answer, { status: 200, body: "thanks" });
  received.length = 0;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const webhookAddresses = new AddressRules("127.0.0.0/8");
const body = '{ "a": 1.50,\n"b":"é" }';
const idOf = (response: { json: () => { event_id: string } }) => response.json().event_id;

test("a delivery is sent as GitHub made it, and its history says where to", async () => {
  await using api = await TestApi.start({ webhookAddresses });
  const sent = { "user-agent": "GitHub-Hookshot/1", cookie: "no" };
  const delivered = await api.deliver(body, sent);
  const id = idOf(delivered);
  Object.assign(answer, { status: 418, body: `é${"x".repeat(5000)}` });
  const response = await api.post(`/v1/webhook-events/${id}/forward`, { url });
  expect(response.json()).toMatchObject({ status: 418, error: null, signed: true });
  const { body: shown } = response.json<{ body: string }>();
  expect(Buffer.byteLength(shown)).toBe(4096);
  const [got] = received;
  expect(got).toMatchObject({ method: "POST", body });
  expect(got?.headers).toMatchObject({
    "content-type": "application/json",
    "user-agent": "GitHub-Hookshot/1",
    "x-github-event": "push",
    "x-github-delivery": "delivery-1",
  });
  expect(got?.headers).not.toHaveProperty("cookie");
  // The receiver is a HandsFree with the same secret.
  await using other = await TestApi.start();
  const again = await other.deliver(got?.body ?? "", {
    "x-hub-signature-256": String(got?.headers["x-hub-signature-256"]),
  });
  expect(again.statusCode).toBe(202);
  const history = await api.get(`/v1/webhook-events/${id}/transitions`);
  const [step] = history.json<{ items: { reason: string }[] }>().items;
  expect(step).toMatchObject({ transition: "forwarded" });
  expect(step?.reason).toMatch(/^to http:\/\/127\.0\.0\.1:\d+\/hook$/);
  expect((await api.get(`/v1/webhook-events/${id}`)).json()).toMatchObject({ state: "received" });
});

test("a delivery of Standard Webhooks keeps its id, its time and its signature", async () => {
  const secret = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
  await keepSecrets([secret]);
  const webhookSources = [standardWebhooksSource({ name: "acme", secrets: [secret] })];
  await using api = await TestApi.start({ webhookAddresses, webhookSources });
  const signed = signStandardWebhook(secret, { id: "msg_1", timestamp: api.clock.now(), body });
  const headers = { ...signed, "content-type": "application/json" };
  const request = { method: "POST", url: "/v1/webhooks/acme", headers, payload: body } as const;
  const id = idOf(await api.app.inject(request));
  await api.post(`/v1/webhook-events/${id}/forward`, { url });
  expect(received[0]?.headers).toMatchObject(headers);
});

test("a forged delivery is not sent on, nor one without its body, nor to a private address", async () => {
  await using api = await TestApi.start({ webhookAddresses });
  await api.deliver(body, { "x-hub-signature-256": `sha256=${"0".repeat(64)}` });
  const { items } = (await api.get("/v1/webhook-events?state=rejected")).json<{
    items: { id: string; rejection: string }[];
  }>();
  expect(items).toMatchObject([{ rejection: "invalid_signature" }]);
  const forged = await api.post(`/v1/webhook-events/${items[0]?.id}/forward`, { url });
  expect(forged.statusCode).toBe(409);
  expect(forged.json()).toMatchObject({ code: "wrong_state" });
  const id = idOf(await api.deliver(body));
  for (const wrong of ["ftp://127.0.0.1/", "https://ada:secret@example.com/", "hook"]) {
    const refused = await api.post(`/v1/webhook-events/${id}/forward`, { url: wrong });
    expect(refused.json()).toMatchObject({ code: "invalid_input", field: "url" });
  }
  const elsewhere = await api.post(`/v1/webhook-events/${id}/forward`, { url: "http://10.0.0.1/" });
  expect(elsewhere.json()).toMatchObject({
    status: null,
    body: null,
    error: expect.stringMatching(/^the address is not allowed/),
  });
  const payload_removed_at = api.clock.now();
  const gone = { payload_removed_at, body: null };
  await api.db.updateTable("webhook_events").set(gone).where("id", "=", id).execute();
  const removed = await api.post(`/v1/webhook-events/${id}/forward`, { url });
  expect(removed.statusCode).toBe(410);
  expect(received).toEqual([]);
});

test("with the same idempotency key it is sent once", async () => {
  await using api = await TestApi.start({ webhookAddresses });
  const id = idOf(await api.deliver(body));
  const headers = { "idempotency-key": "once" };
  const first = await api.post(`/v1/webhook-events/${id}/forward`, { url }, undefined, headers);
  const again = await api.post(`/v1/webhook-events/${id}/forward`, { url }, undefined, headers);
  expect(again.json()).toEqual(first.json());
  expect(received).toHaveLength(1);
});

test("the forged deliveries of each hour are counted", async () => {
  await using api = await TestApi.start();
  await api.deliver(body, { "x-hub-signature-256": `sha256=${"0".repeat(64)}` });
  const counted = await api.get("/v1/webhook-rejections");
  const hour = "2026-03-01T12:00:00.000Z";
  expect(counted.json()).toEqual({ items: [{ source: "github", hour, kept: 1, dropped: 0 }] });
  const since = "2026-01-01T00:00:00Z";
  const refused = await api.get(`/v1/webhook-rejections?since=${since}`);
  expect(refused.json()).toMatchObject({ code: "invalid_input", field: "since" });
});
