import { afterEach, beforeEach, expect, test } from "vitest";
import { stranger, TestApi, userId } from "./api.ts";
import { bearer, keyOfService } from "./callers.ts";

let api: TestApi;
beforeEach(async () => {
  api = await TestApi.start();
});
afterEach(() => api[Symbol.asyncDispose]());

const url = "/v1/agent-tasks";
const claim = { providers: ["copilot"], worker: "agent-1" };

interface Claim {
  readonly items: readonly {
    readonly task: { readonly id: string };
    readonly lease: { readonly token: string };
  }[];
}

async function created(more: object = {}): Promise<string> {
  const body = { provider: "copilot", instruction: "fix the build", ...more };
  const response = await api.post(url, body);
  expect(response.statusCode).toBe(201);
  return response.json<{ id: string }>().id;
}

async function claimed(): Promise<{ id: string; lease_token: string }> {
  const [one] = (await api.post(`${url}/claim`, claim)).json<Claim>().items;
  if (one === undefined) throw new Error("nothing is due");
  return { id: one.task.id, lease_token: one.lease.token };
}

test("a task goes from its owner to an agent, and back with a question and a result", async () => {
  const id = await created({ repository: "octo/repo", issue_number: 12 });
  const { lease_token } = await claimed();
  expect((await api.post(`${url}/claim`, claim)).json()).toEqual({ items: [] });

  const beat = await api.post(`${url}/${id}/heartbeat`, { lease_token, progress: "half" });
  expect(beat.json()).toEqual({
    outcome: "extended",
    lease_expires_at: new Date(api.clock.now().getTime() + 60_000).toISOString(),
  });
  const asked = await api.post(`${url}/${id}/ask`, { lease_token, question: "Which branch?" });
  expect(asked.json()).toMatchObject({ outcome: "asked", task: { status: "needs_input" } });
  expect((await api.get(`${url}/${id}`)).json()).toMatchObject({
    progress: "half",
    question: "Which branch?",
    repository: "octo/repo",
    issue_number: 12,
  });
  const answered = await api.post(`${url}/${id}/answer`, { answer: "main" });
  expect(answered.json()).toMatchObject({ outcome: "answered", task: { status: "running" } });

  const next = await claimed();
  const late = await api.post(`${url}/${id}/complete`, { lease_token });
  expect(late.statusCode).toBe(409);
  expect(late.json()).toMatchObject({ code: "lease_lost" });
  const done = await api.post(
    `${url}/${id}/complete`,
    `{"lease_token":"${next.lease_token}","result":{"id":12345678901234567890}}`,
  );
  expect(done.body).toContain('"result":{"id":12345678901234567890}');
  const again = await api.post(`${url}/${id}/complete`, { lease_token: next.lease_token });
  expect(again.json()).toMatchObject({ code: "already_ended", task: { status: "completed" } });
  expect((await api.get(`${url}?status=completed`)).json()).toMatchObject({ items: [{ id }] });
});

test("an attempt fails, is given back, is cancelled, and is begun again", async () => {
  const id = await created({ max_attempts: 1 });
  const first = await claimed();
  expect(
    (await api.post(`${url}/${id}/release`, { lease_token: first.lease_token })).json(),
  ).toMatchObject({ outcome: "released" });
  const { lease_token } = await claimed();
  const failed = await api.post(`${url}/${id}/fail`, { lease_token, error: "no network" });
  expect(failed.json()).toMatchObject({ outcome: "failed", task: { error: "no network" } });
  expect((await api.post(`${url}/${id}/retry`)).json()).toMatchObject({ outcome: "retried" });
  const last = await claimed();
  const cancelled = await api.post(`${url}/${id}/cancel`, { reason: "not needed" });
  expect(cancelled.json()).toMatchObject({ outcome: "cancelled" });
  const told = await api.post(`${url}/${id}/heartbeat`, { lease_token: last.lease_token });
  expect(told.statusCode).toBe(409);
  expect(told.json()).toMatchObject({ code: "already_ended", task: { status: "cancelled" } });
  const wrong = await api.post(`${url}/${id}/answer`, { answer: "main" });
  expect(wrong.statusCode).toBe(409);
  expect(wrong.json()).toMatchObject({ code: "wrong_status", task: { status: "cancelled" } });
});

test("a task of another user does not exist", async () => {
  const id = await created();
  expect((await api.get(`${url}/${id}`, stranger)).statusCode).toBe(404);
  expect((await api.get(url, stranger)).json()).toMatchObject({ items: [] });
  expect((await api.post(`${url}/claim`, claim, stranger)).json()).toEqual({ items: [] });
  for (const [verb, body] of Object.entries({
    answer: { answer: "x" },
    cancel: {},
    retry: undefined,
  })) {
    expect((await api.post(`${url}/${id}/${verb}`, body, stranger)).statusCode).toBe(404);
  }
  const { lease_token } = await claimed();
  const stolen = await api.post(`${url}/${id}/complete`, { lease_token }, stranger);
  expect(stolen.statusCode).toBe(404);
  const links = { command_id: "019a2f6e-0000-7000-8000-00000000ffff" };
  const body = { provider: "copilot", instruction: "x", ...links };
  expect((await api.post(url, body)).json()).toMatchObject({ code: "command_not_found" });
});

test("an agent with actions:execute works for the user whom its key names", async () => {
  const id = await created();
  const headers = bearer(
    await keyOfService(api.db, { scopes: ["actions:execute"], actsFor: [userId] }),
  );
  const given = await api.app.inject({
    method: "POST",
    url: `${url}/claim`,
    headers,
    payload: claim,
  });
  expect(given.json<Claim>().items.map(({ task }) => task.id)).toEqual([id]);
  const made = await api.app.inject({
    method: "POST",
    url,
    headers,
    payload: { provider: "copilot", instruction: "x" },
  });
  expect(made.json()).toMatchObject({ code: "insufficient_scope" });
});
