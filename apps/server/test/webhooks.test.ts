import {
  githubSource,
  removeWebhookPayloads,
  signStandardWebhook,
  standardWebhooksSource,
  webhookIntake,
} from "@handsfree/repositories/webhooks";
import { githubDeliveries } from "@handsfree/testkit";
import { afterEach, beforeEach, expect, test } from "vitest";
import { TestApi, webhookSecret } from "./api.ts";

let api: TestApi;
beforeEach(async () => {
  api = await TestApi.start();
});
afterEach(() => api[Symbol.asyncDispose]());

test("a delivery is 202 the first time and 200 with the first event's id after that", async () => {
  const [delivery] = githubDeliveries;
  const first = await api.deliver(delivery?.body ?? "");
  expect(first.statusCode).toBe(202);
  expect(first.json()).toEqual({ event_id: expect.any(String) as string, duplicate: false });
  const second = await api.deliver(delivery?.body ?? "");
  expect(second.statusCode).toBe(200);
  expect(second.json()).toEqual({
    event_id: first.json<{ event_id: string }>().event_id,
    duplicate: true,
  });
});

test("50 posts of one delivery at once: one row", async () => {
  const responses = await Promise.all(Array.from({ length: 50 }, () => api.deliver('{"a":1}')));
  expect(responses.filter(({ statusCode }) => statusCode === 202)).toHaveLength(1);
  expect(responses.filter(({ statusCode }) => statusCode === 200)).toHaveLength(49);
  expect((await api.get("/v1/webhook-events")).json()).toMatchObject({
    items: [{ delivery_id: "delivery-1" }],
  });
});

test("a forged delivery first, then the genuine one with its id: 401, then 202", async () => {
  const forged = await api.deliver("{}", { "x-hub-signature-256": `sha256=${"0".repeat(64)}` });
  expect(forged.statusCode).toBe(401);
  expect(forged.headers["content-type"]).toMatch(/^application\/problem\+json/);
  expect((await api.deliver("{}")).statusCode).toBe(202);
  const list = (await api.get("/v1/webhook-events?signature_ok=false")).json<{
    items: unknown[];
  }>();
  expect(list.items).toHaveLength(1);
});

test.for([undefined, "", "sha256=", "sha1=abc", "garbage"])(
  "the signature %j is 401 and on record",
  async (signature) => {
    const response = await api.deliver("{}", { "x-hub-signature-256": signature });
    expect(response.statusCode).toBe(401);
    expect(response.json()).toMatchObject({ status: 401, code: "invalid_signature" });
    expect(
      (await api.get("/v1/webhook-events?signature_ok=false")).json<{ items: unknown[] }>().items,
    ).toHaveLength(1);
  },
);

test.for([
  ['[1,"a",null,{"k":1},2.50]'],
  ["12345678901234567890"],
  ['"\\u00e9 \\ud800"'],
  [' { "b" : 1,\n"a":\t2 }\r\n'],
  ['{"é":"\u{1F600}"}'],
])("the body %j reads back to the byte", async ([body = ""]) => {
  const { event_id: id } = (await api.deliver(body)).json<{ event_id: string }>();
  const payload = await api.get(`/v1/webhook-events/${id}/payload`);
  expect(payload.rawPayload).toEqual(Buffer.from(body));
  expect((await api.get(`/v1/webhook-events/${id}`)).json()).toMatchObject({
    id,
    source: "github",
    event_type: "push",
  });
});

test.for([
  ["not JSON", {}, "invalid_json"],
  ["", {}, "invalid_json"],
  ["payload=%7B%7D", { "content-type": "application/x-www-form-urlencoded" }, "invalid_json"],
  ["{}", { "x-github-event": undefined }, "invalid_input"],
  ["{}", { "x-github-delivery": undefined }, "invalid_input"],
] as const)("signed, but %j with %j is 400 %s and not stored", async ([body, headers, code]) => {
  const response = await api.deliver(body, headers);
  expect(response.statusCode).toBe(400);
  expect(response.json()).toMatchObject({ code });
  expect((await api.get("/v1/webhook-events")).json<{ items: unknown[] }>().items).toEqual([]);
});

test("a content type that is not well formed refuses nothing", async () => {
  expect((await api.deliver("{}", { "content-type": "garbage;;;" })).statusCode).toBe(202);
  const forged = { "content-type": "garbage;;;", "x-hub-signature-256": "sha256=0" };
  expect((await api.deliver("{}", forged)).statusCode).toBe(401);
});

test("bytes that are not UTF-8 are 400, signed as they may be", async () => {
  expect((await api.deliver(Buffer.from([0x22, 0xff, 0x22]))).statusCode).toBe(400);
});

test("25 MiB are taken; a byte more is 413", async () => {
  const largest = `"${"a".repeat(25 * 1024 * 1024 - 2)}"`;
  const taken = await api.deliver(largest);
  expect(taken.statusCode).toBe(202);
  const refused = await api.deliver(`${largest} `);
  expect(refused.statusCode).toBe(413);
  expect(refused.json()).toMatchObject({ code: "payload_too_large" });
});

test("without a secret deliveries are 503 and not stored", async () => {
  await using none = await TestApi.start({ webhookSources: [] });
  const response = await none.deliver("{}");
  expect(response.statusCode).toBe(503);
  expect(response.json()).toMatchObject({ code: "webhook_secret_missing" });
  expect((await none.get("/v1/webhook-events")).json()).toMatchObject({ items: [] });
});

test("events that are not there are 404, ids that are none 400", async () => {
  for (const path of ["", "/payload"]) {
    const missing = await api.get(`/v1/webhook-events/019a2f6e-0000-7000-8000-0000000000ff${path}`);
    expect(missing.statusCode).toBe(404);
    expect((await api.get(`/v1/webhook-events/nope${path}`)).statusCode).toBe(400);
  }
});

test("an event says how often it came again, and what is kept of it", async () => {
  const sent = { cookie: "session=SECRET", "user-agent": "GitHub-Hookshot/1" };
  const { event_id: id } = (await api.deliver("{}", sent)).json<{ event_id: string }>();
  api.clock.advance(1000);
  await api.deliver("{}", sent);
  expect((await api.get(`/v1/webhook-events/${id}`)).json()).toEqual({
    id,
    source: "github",
    event_type: "push",
    delivery_id: "delivery-1",
    signature_ok: true,
    rejection: null,
    duplicates: 1,
    last_duplicate_at: "2026-03-01T12:00:01.000Z",
    headers: {
      "content-type": "application/json",
      "user-agent": "GitHub-Hookshot/1",
      "x-github-event": "push",
      "x-github-delivery": "delivery-1",
    },
    body_bytes: 2,
    body_sha256: "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
    payload_removed_at: null,
    received_at: "2026-03-01T12:00:00.000Z",
    state: "received",
    attempts: 0,
    next_attempt_at: "2026-03-01T12:00:00.000Z",
    worker: null,
    lease_expires_at: null,
    last_error: null,
    completed_at: null,
    replay_id: null,
    state_before_replay: null,
  });
});

test("a body whose time is over is 410, with since when", async () => {
  const { event_id: id } = (await api.deliver("{}")).json<{ event_id: string }>();
  await api.db.updateTable("webhook_events").set({ state: "processed" }).execute();
  api.clock.advance(1000);
  await removeWebhookPayloads(api.db, { receivedBefore: api.clock.now() }, api.clock);
  const payload = await api.get(`/v1/webhook-events/${id}/payload`);
  expect(payload.statusCode).toBe(410);
  expect(payload.json()).toMatchObject({
    code: "payload_removed",
    removed_at: "2026-03-01T12:00:01.000Z",
  });
  expect((await api.get(`/v1/webhook-events/${id}`)).json()).toMatchObject({
    payload_removed_at: "2026-03-01T12:00:01.000Z",
  });
});

test("a forged body that was too large to keep is 404", async () => {
  const signature = { "x-hub-signature-256": "sha256=0" };
  await api.deliver("x".repeat(64 * 1024 + 1), signature);
  const list = (await api.get("/v1/webhook-events")).json<{ items: { id: string }[] }>();
  const payload = await api.get(`/v1/webhook-events/${list.items[0]?.id}/payload`);
  expect(payload.statusCode).toBe(404);
  expect(payload.json()).toMatchObject({ code: "payload_not_kept" });
});

test("beyond the hour's forged ones the answer is the same, and nothing is kept", async () => {
  await using few = await TestApi.start({ webhookIntake: webhookIntake({ forgedPerHour: 1 }) });
  const forge = () => few.deliver("{}", { "x-hub-signature-256": undefined });
  const [kept, dropped] = [await forge(), await forge()];
  expect(kept.statusCode).toBe(401);
  expect(kept.json()).toMatchObject({ code: "invalid_signature", reason: "missing_signature" });
  const { request_id: _, ...same } = kept.json<Record<string, unknown>>();
  expect(dropped.json()).toEqual({ ...same, request_id: dropped.headers["x-request-id"] });
  const list = await few.get("/v1/webhook-events");
  expect(list.json()).toMatchObject({ items: [{ rejection: "missing_signature" }] });
  expect(list.json<{ items: unknown[] }>().items).toHaveLength(1);
  expect((await few.deliver("{}")).statusCode).toBe(202);
});

test("the body's limit is the configuration's", async () => {
  await using small = await TestApi.start({ webhookIntake: webhookIntake({ maximumBody: 10 }) });
  expect((await small.deliver('"12345678"')).statusCode).toBe(202);
  expect((await small.deliver('"123456789"')).statusCode).toBe(413);
});

test("while secrets change, both are taken", async () => {
  const webhookSources = [githubSource({ secrets: ["a new one", webhookSecret] })];
  await using rotating = await TestApi.start({ webhookSources });
  expect((await rotating.deliver("{}")).statusCode).toBe(202);
});

test("Standard Webhooks: 202, 200 for a retry, 401 when it is stale or not signed", async () => {
  const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  const webhookSources = [standardWebhooksSource({ name: "acme", secrets: [secret] })];
  await using standard = await TestApi.start({ webhookSources });
  const body = '{"type":"invoice.paid"}';
  const send = (headers: Record<string, string>, source = "acme") =>
    standard.app.inject({ method: "POST", url: `/v1/webhooks/${source}`, headers, payload: body });
  const sign = () =>
    signStandardWebhook(secret, { id: "msg_1", timestamp: standard.clock.now(), body });
  const captured = sign();
  const first = await send(captured);
  expect(first.statusCode).toBe(202);
  const { event_id: id } = first.json<{ event_id: string }>();
  standard.clock.advance(301_000);
  const retry = await send(sign());
  expect([retry.statusCode, retry.json()]).toEqual([200, { event_id: id, duplicate: true }]);
  const stale = await send(captured);
  expect([stale.statusCode, stale.json<{ reason: string }>().reason]).toEqual([
    401,
    "stale_timestamp",
  ]);
  expect((await send({})).statusCode).toBe(401);
  expect((await standard.get(`/v1/webhook-events/${id}`)).json()).toMatchObject({
    source: "acme",
    event_type: "invoice.paid",
    delivery_id: "msg_1",
    duplicates: 1,
  });
  expect((await send(sign(), "acm")).statusCode).toBe(404);
});

test("a source that is not configured is 404, before its body is read, and nothing is stored", async () => {
  for (const source of ["unknown", "GITHUB", "__proto__", "github%20"]) {
    const url = `/v1/webhooks/${source}`;
    const payload = Buffer.alloc(26 * 1024 * 1024);
    const response = await api.app.inject({ method: "POST", url, payload });
    expect(response.statusCode).toBe(404);
    expect(response.json()).toMatchObject({ code: "not_found" });
  }
  expect((await api.get("/v1/webhook-events")).json()).toMatchObject({ items: [] });
});
