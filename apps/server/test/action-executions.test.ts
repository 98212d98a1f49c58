import { afterEach, beforeEach, expect, test } from "vitest";
import { stranger, TestApi, userId } from "./api.ts";

interface Claimed {
  action: { id: string; attempts: number };
  lease: { token: string; expires_at: string; attempt: number };
  idempotency_key: string;
}

let api: TestApi;
beforeEach(async () => {
  api = await TestApi.start();
});
afterEach(() => api[Symbol.asyncDispose]());

const claimPath = "/v1/pending-actions/claim";
const worker = { types: ["merge_pr"], worker: "ada", lease_seconds: 60 };

async function confirmed(actionPayload?: unknown): Promise<void> {
  const token = await api.propose(actionPayload);
  await api.post("/v1/pending-actions/confirm", { token });
}

async function claim(): Promise<Claimed & { path: string; body: { lease_token: string } }> {
  const [claimed] = (await api.post(claimPath, worker)).json<{ items: Claimed[] }>().items;
  if (claimed === undefined) throw new Error("there is nothing to claim");
  return {
    ...claimed,
    path: `/v1/pending-actions/${claimed.action.id}`,
    body: { lease_token: claimed.lease.token },
  };
}

test("a claim answers with the action, its lease and its key; and with no item when there is nothing", async () => {
  const nothing = { items: [] };
  expect((await api.post(claimPath, worker)).json()).toEqual(nothing);
  await confirmed({ pr: 12 });
  expect((await api.post(claimPath, worker, stranger)).json()).toEqual(nothing);
  const response = await api.post(claimPath, worker);
  expect(response.statusCode).toBe(200);
  expect(response.json()).toMatchObject({
    items: [
      {
        action: {
          user_id: userId,
          state: "executing",
          action_payload: { pr: 12 },
          attempts: 1,
          worker: "ada",
          lease_expires_at: "2026-03-01T12:01:00.000Z",
        },
        lease: { attempt: 1, expires_at: "2026-03-01T12:01:00.000Z" },
        idempotency_key: expect.stringMatching(/^handsfree-action-[\da-f-]{36}$/) as unknown,
      },
    ],
  });
  expect((await api.post(claimPath, worker)).json()).toEqual(nothing);
});

test("20 workers at once: one has it", async () => {
  await confirmed();
  const answers = await Promise.all(Array.from({ length: 20 }, () => api.post(claimPath, worker)));
  const items = answers.map((answer) => answer.json<{ items: object[] }>().items.length);
  expect(items.toSorted((one, other) => one - other)).toEqual([...Array<number>(19).fill(0), 1]);
});

test("a success is kept, its result to the byte, and told again to who reports it again", async () => {
  await confirmed();
  const { path, body } = await claim();
  const report = `{"lease_token":"${body.lease_token}","result":{"n":12345678901234567890}}`;
  const first = await api.post(`${path}/succeed`, report);
  expect(first.statusCode).toBe(200);
  expect(first.json()).toMatchObject({ outcome: "succeeded", action: { state: "succeeded" } });
  expect(first.body).toContain('"result":{"n":12345678901234567890}');
  const again = await api.post(`${path}/succeed`, report);
  expect(again.statusCode).toBe(409);
  expect(again.json()).toMatchObject({ code: "already_ended", action: { state: "succeeded" } });
  expect(first.body + again.body).not.toContain(body.lease_token);
});

test("a failure is kept without its secrets", async () => {
  await confirmed();
  const { path, body } = await claim();
  const error = "refused with Bearer abcdefgh12345678";
  const response = await api.post(`${path}/fail`, { ...body, error, result: { token: "s3cret" } });
  expect(response.json()).toMatchObject({
    outcome: "failed",
    action: {
      state: "failed",
      error: "refused with Bearer [redacted]",
      result: { token: "[redacted]" },
    },
  });
});

test("heartbeats keep a lease; a release and its end let the next worker in, and the first is refused", async () => {
  await confirmed();
  const first = await claim();
  api.clock.advance(59_000);
  const heartbeat = await api.post(`${first.path}/heartbeat`, { ...first.body, lease_seconds: 30 });
  expect(heartbeat.json()).toEqual({
    outcome: "extended",
    lease_expires_at: "2026-03-01T12:01:29.000Z",
  });
  expect((await api.post(`${first.path}/release`, first.body)).json()).toEqual({
    outcome: "released",
  });
  const second = await claim();
  expect(second.lease.attempt).toBe(2);
  expect(second.idempotency_key).toBe(first.idempotency_key);
  for (const [verb, body] of [
    ["heartbeat", first.body],
    ["succeed", first.body],
    ["release", first.body],
    ["fail", { ...first.body, error: "x" }],
  ] as const) {
    const refused = await api.post(`${first.path}/${verb}`, body);
    expect(refused.statusCode).toBe(409);
    expect(refused.json()).toMatchObject({ code: "lease_lost", outcome: "lease_lost" });
    const foreign = await api.post(`${first.path}/${verb}`, body, stranger);
    expect(foreign.statusCode).toBe(404);
    expect(foreign.json()).toMatchObject({ code: "not_found" });
  }
});

test("a release says when the action may be tried again", async () => {
  await confirmed();
  const first = await claim();
  const release = { ...first.body, retry_after_seconds: 30 };
  const released = await api.post(`${first.path}/release`, release);
  expect(released.json()).toEqual({ outcome: "released" });
  api.clock.advance(29_999);
  expect((await api.post(claimPath, worker)).json()).toEqual({ items: [] });
  api.clock.advance(1);
  expect((await claim()).lease.attempt).toBe(2);
  expect((await api.post(`${first.path}/release`, release)).json()).toMatchObject({
    code: "lease_lost",
  });
});

test.for([
  ["claim", { worker: "ada" }, "types"],
  ["claim", { ...worker, types: [] }, "types"],
  ["claim", { ...worker, types: ["a\0b"] }, "types"],
  ["claim", { ...worker, lease_seconds: 43_201 }, "lease_seconds"],
  ["claim", { ...worker, user_id: stranger }, "user_id"],
  [`${stranger}/heartbeat`, {}, "lease_token"],
  [`${stranger}/heartbeat`, { lease_token: "a b" }, "lease_token"],
  [`${stranger}/succeed`, { lease_token: "t", error: "x" }, "error"],
  [`${stranger}/fail`, { lease_token: "t" }, "error"],
  [`${stranger}/fail`, { lease_token: "t", error: "\0" }, "error"],
  [`${stranger}/release`, { lease_token: "t", retry_after_seconds: -1 }, "retry_after_seconds"],
  [`${stranger}/release`, { lease_token: "t", retry_after_seconds: 86_401 }, "retry_after_seconds"],
  [`${stranger}/release`, { lease_token: "t", retry_after_seconds: 0.5 }, "retry_after_seconds"],
  [`${stranger}/release`, { lease_token: "t", retry_after_seconds: "30" }, "retry_after_seconds"],
  [`${stranger}/release?lease_token=t`, { lease_token: "t" }, "lease_token"],
] as const)("%s with %j is 400 and names %s", async ([path, body, field]) => {
  const response = await api.post(`/v1/pending-actions/${path}`, body);
  expect(response.statusCode).toBe(400);
  expect(response.json()).toMatchObject({ code: "invalid_input", field });
});
