import { githubDeliveries } from "@handsfree/testkit";
import { afterEach, beforeEach, expect, test } from "vitest";
import { TestApi } from "./api.ts";

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
  await using none = await TestApi.start({ githubWebhookSecret: undefined });
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
