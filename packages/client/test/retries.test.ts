import { expect, test } from "vitest";
import { clientWithPace, type HandsFreeClient } from "../src/create-client.ts";
import type { ClientOptions } from "../src/options.ts";
import { json, noConnection, problem, scriptedFetch, type Seen } from "./scripted-fetch.ts";
import { TestPace } from "./test-pace.ts";

const key = "hf_user_secret";
const proposal = { summary: "Merge", action_type: "merge_pr", action_payload: { number: 12 } };
const id = "019a2f6e-0000-7000-8000-000000000001";

function start(
  script: Parameters<typeof scriptedFetch>,
  options: Partial<ClientOptions> = {},
): { client: HandsFreeClient; seen: Seen[]; pace: TestPace } {
  const pace = new TestPace();
  const { fetch, seen } = scriptedFetch(...script);
  const client = clientWithPace({ url: "https://example.org", key, fetch, ...options }, pace);
  return { client, seen, pace };
}

test("a proposal is sent again after a broken connection, with the key of its first attempt", async () => {
  const { client, seen, pace } = start([noConnection, noConnection, json({ id }, 201)]);
  expect((await client.pendingActions.propose(proposal)).id).toBe(id);
  const keys = seen.map(({ headers }) => headers.get("idempotency-key"));
  expect(keys).toEqual([keys[0], keys[0], keys[0]]);
  expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
  expect(seen.map(({ body }) => body)).toEqual(Array(3).fill(JSON.stringify(proposal)));
  expect(pace.sleeps).toEqual([500, 1000]);
});

test("each call has a key of its own, or the one that it is given", async () => {
  const { client, seen } = start([json({ id }, 201)]);
  await client.pendingActions.propose(proposal);
  await client.pendingActions.propose(proposal);
  await client.pendingActions.propose(proposal, { idempotencyKey: "mine" });
  const keys = seen.map(({ headers }) => headers.get("idempotency-key"));
  expect(new Set(keys).size).toBe(3);
  expect(keys[2]).toBe("mine");
});

test("a PATCH is not sent again when nobody knows whether it was carried out", async () => {
  for (const failure of [
    noConnection,
    problem(503, "overloaded", { "retry-after": "1" }),
    new Response("bad gateway", { status: 502 }),
  ]) {
    const { client, seen } = start([failure, json({})]);
    await expect(
      client.request("PATCH /v1/users/{id}", { path: { id }, body: {} }),
    ).rejects.toThrow(Error);
    expect(seen).toHaveLength(1);
  }
});

test("a limit was reached before anything was done, so any request is sent again after it", async () => {
  const { client, seen, pace } = start([
    problem(429, "too_many_requests", { "retry-after": "3" }),
    json({ id }),
  ]);
  await client.request("PATCH /v1/users/{id}", { path: { id }, body: {} });
  expect(seen).toHaveLength(2);
  expect(pace.sleeps).toEqual([3500]);
});

test("Retry-After may be a date, which is compared with the clock of the server", async () => {
  const headers = {
    "retry-after": "Fri, 01 Jan 2027 00:00:07 GMT",
    date: "Fri, 01 Jan 2027 00:00:00 GMT",
  };
  const { client, pace } = start([problem(503, "closing", headers), json({ items: [] })]);
  await client.list("GET /v1/users").page();
  expect(pace.sleeps).toEqual([7500]);
});

test("a refusal for good is not sent again", async () => {
  for (const [status, code] of [
    [400, "invalid_input"],
    [401, "invalid_credentials"],
    [404, "not_found"],
    [409, "already_decided"],
    [422, "key_reused"],
    [429, "too_many_open_actions"],
    [500, "internal_error"],
    [503, "migration_failed"],
  ] as const) {
    const { client, seen } = start([problem(status, code)]);
    await expect(client.pendingActions.propose(proposal)).rejects.toMatchObject({ status, code });
    expect(seen).toHaveLength(1);
  }
});

test("while the first request with the key is worked on, the second one asks again", async () => {
  const { client, seen } = start([
    noConnection,
    problem(409, "request_in_progress", { "retry-after": "1" }),
    json({ id }, 201),
  ]);
  await client.pendingActions.propose(proposal);
  expect(seen).toHaveLength(3);
});

test("attempts are limited in number and in time", async () => {
  const often = start([noConnection], { retries: 2 });
  await expect(often.client.me()).rejects.toMatchObject({ code: "connection_failed" });
  expect(often.seen).toHaveLength(3);

  const long = start([problem(503, "closing", { "retry-after": "40" })]);
  await expect(long.client.me()).rejects.toMatchObject({ code: "closing", retryAfter: 40 });
  expect(long.pace.sleeps).toEqual([40_500]);

  const never = start([noConnection], { retries: 0 });
  await expect(never.client.me()).rejects.toMatchObject({ code: "connection_failed" });
  expect(never.seen).toHaveLength(1);
});

test("pauses grow to a limit, and differ between clients", async () => {
  const { client, pace } = start([noConnection], { retries: 10, retryWithin: 1_000_000 });
  await expect(client.me()).rejects.toThrow("no connection");
  expect(pace.sleeps).toEqual([500, 1000, 2000, 4000, 8000, 8000, 8000, 8000, 8000, 8000]);
  pace.random = () => 0;
  pace.sleeps.length = 0;
  await expect(client.me()).rejects.toThrow("no connection");
  expect(pace.sleeps.slice(0, 3)).toEqual([125, 250, 500]);
});

test("a signal ends a request, and the pause before the next attempt", async () => {
  const reason = new Error("the user has left");
  const hangs = (_: Seen, signal: AbortSignal): Promise<Response> =>
    new Promise((_resolve, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason as Error));
    });
  const during = new AbortController();
  const waiting = start([hangs]).client.me({ signal: during.signal });
  during.abort(reason);
  await expect(waiting).rejects.toBe(reason);

  const { client, pace, seen } = start([noConnection]);
  const between = new AbortController();
  pace.sleep = async (_ms, signal) => {
    between.abort(reason);
    signal?.throwIfAborted();
    await Promise.resolve();
  };
  await expect(client.me({ signal: between.signal })).rejects.toBe(reason);
  expect(seen).toHaveLength(1);
  await expect(client.me({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  expect(seen).toHaveLength(1);
});

const decision = { payload_digest: "v2:00" };
const lease = { lease_token: "t" };

test("each change has a key, but for what the server takes none for, or takes too often", async () => {
  const { client, seen } = start([json({ items: [] })]);
  await client.pendingActions.approve(id, decision);
  await client.webhookEvents.complete(id, lease);
  await client.webhookEvents.claim({ worker: "w" });
  await client.webhookEvents.heartbeat(id, lease);
  await client.request("POST /v1/sign-in-links/preview", { body: { code: "c" } });
  await client.webhookEvents.claim({ worker: "w" }, { idempotencyKey: "mine" });
  const hasKey = seen.map(({ headers }) => headers.has("idempotency-key"));
  expect(hasKey).toEqual([true, true, false, false, false, true]);
});

test("a claim is not sent again, since no other answer has the lease; a heartbeat is", async () => {
  const claim = start([noConnection, json({ items: [] })]);
  await expect(claim.client.webhookEvents.claim({ worker: "w" })).rejects.toThrow("no connection");
  expect(claim.seen).toHaveLength(1);

  const heartbeat = start([noConnection, json({ outcome: "extended" })]);
  await heartbeat.client.webhookEvents.heartbeat(id, lease);
  expect(heartbeat.seen).toHaveLength(2);
});

test("a caller with too many keys goes on without them, and then repeats nothing", async () => {
  const tooMany = problem(429, "too_many_idempotency_keys");
  const { client, seen } = start([tooMany, noConnection, json({})]);
  await expect(client.webhookEvents.complete(id, lease)).rejects.toThrow("no connection");
  expect(seen.map(({ headers }) => headers.has("idempotency-key"))).toEqual([true, false]);

  const own = start([tooMany]);
  await expect(
    own.client.webhookEvents.complete(id, lease, { idempotencyKey: "mine" }),
  ).rejects.toMatchObject({ code: "too_many_idempotency_keys" });
  expect(own.seen).toHaveLength(1);
});
