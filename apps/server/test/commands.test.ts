import { createPendingAction } from "@handsfree/repositories/pending-actions";
import { afterEach, beforeEach, expect, test } from "vitest";
import { stranger, TestApi, userId } from "./api.ts";

let api: TestApi;
beforeEach(async () => {
  api = await TestApi.start();
});
afterEach(() => api[Symbol.asyncDispose]());

const command = { input_type: "audio", status: "ok" };
const postWithKey = (body: object, key = "k-1") =>
  api.post("/v1/commands", body, userId, { "idempotency-key": key });
const propose = async (owner: string): Promise<string> => {
  const proposal = { userId: owner, summary: "s", actionType: "t", actionPayload: 1 };
  const proposed = await createPendingAction(api.db, proposal, api.clock);
  if (proposed.outcome !== "proposed") throw new Error(proposed.outcome);
  return proposed.action.id;
};
const recordId = async (user: string = userId): Promise<string> =>
  (await api.post("/v1/commands", command, user)).json<{ id: string }>().id;

test("a command is recorded without its transcript, and with it when asked", async () => {
  const body = { ...command, transcript: "my private words", intent_confidence: 0.95 };
  const dropped = await api.post("/v1/commands", body);
  expect(dropped.statusCode).toBe(201);
  expect(dropped.json()).toMatchObject({
    transcript: null,
    profile: "default",
    privacy_mode: "strict",
    intent_confidence: 0.95,
  });
  const kept = await api.post("/v1/commands", { ...body, store_transcript: true });
  expect(kept.json()).toMatchObject({
    transcript: "my private words",
    transcript_expires_at: "2026-03-31T12:00:00.000Z",
  });
  const { items } = (await api.get("/v1/commands")).json<{ items: unknown[] }>();
  expect(items).toEqual([kept.json(), dropped.json()]);
});

test("a privacy mode decides, and what has expired cannot be read", async () => {
  const body = {
    ...command,
    privacy_mode: "debug",
    transcript: "why is this not understood",
    entities: { heard: "why is this not understood" },
    session_id: "s-1",
    latency_ms: 420,
  };
  const recorded = await api.post("/v1/commands", body);
  expect(recorded.json()).toMatchObject({
    ...body,
    transcript_expires_at: "2026-03-08T12:00:00.000Z",
    entities_expire_at: "2026-03-08T12:00:00.000Z",
    content_removed_at: null,
    pending_action_id: null,
  });
  const url = `/v1/commands/${recorded.json<{ id: string }>().id}`;
  expect((await api.get(url)).json()).toEqual(recorded.json());
  api.clock.advance(7 * 86_400_000);
  expect((await api.get(url)).json()).toMatchObject({ transcript: null, entities: null });
});

test("entities that repeat the transcript are masked", async () => {
  const body = {
    ...command,
    transcript: "tell nobody of project nightfall",
    entities: { note: "Project Nightfall: tell nobody of project nightfall", repo: "octo/repo" },
  };
  const recorded = await api.post("/v1/commands", body);
  expect(recorded.json()).toMatchObject({ entities: { note: "[withheld]", repo: "octo/repo" } });
});

test("entities keep the digits that they came with", async () => {
  const response = await api.post(
    "/v1/commands",
    '{"input_type":"text","status":"ok","entities":{"id":12345678901234567890,"x":2.50}}',
  );
  expect(response.body).toContain('"entities":{"id":12345678901234567890,"x":2.50}');
});

test.for([
  [{ status: "ok" }, "input_type"],
  [{ input_type: "audio", status: "fine" }, "status"],
  [{ ...command, profile: "bath" }, "profile"],
  [{ ...command, privacy_mode: "none" }, "privacy_mode"],
  [{ ...command, intent_confidence: 1.5 }, "intent_confidence"],
  [{ ...command, store_transcript: "yes" }, "store_transcript"],
  [{ ...command, store_transcripts: true }, "store_transcripts"],
  [{ ...command, session_id: "s".repeat(201) }, "session_id"],
  [
    { ...command, session_id: "these are my words", transcript: "these are my words" },
    "session_id",
  ],
  [{ ...command, latency_ms: 0.5 }, "latency_ms"],
  [{ ...command, latency_ms: 86_400_001 }, "latency_ms"],
  [{ ...command, pending_action_id: "12" }, "pending_action_id"],
  [{ ...command, pending_action_id: userId }, "pending_action_id"],
] as const)("the command %j is 400 and names %s", async ([body, field]) => {
  const response = await api.post("/v1/commands", body);
  expect(response.statusCode).toBe(400);
  expect(response.json()).toMatchObject({ code: "invalid_input", field });
});

test("with an idempotency key: 201, the same again with 200, and 422 for another request", async () => {
  const first = await postWithKey({ ...command, latency_ms: 10 });
  const again = await postWithKey({ ...command, latency_ms: 12 });
  const other = await postWithKey({ ...command, status: "error" });
  expect([first, again, other].map(({ statusCode }) => statusCode)).toEqual([201, 200, 422]);
  expect(first.json()).toMatchObject({ idempotency_key: "k-1" });
  expect(again.json()).toEqual(first.json());
  expect(other.headers["content-type"]).toMatch(/^application\/problem\+json/);
  expect(other.json()).toMatchObject({
    code: "key_reused",
    command_id: first.json<{ id: string }>().id,
  });
  expect((await postWithKey(command, "")).statusCode).toBe(400);
  expect((await postWithKey(command, "x".repeat(1001))).json()).toMatchObject({
    field: "idempotency-key",
  });
});

test("one command is found by its owner alone", async () => {
  const id = await recordId();
  expect((await api.get(`/v1/commands/${id}`)).json()).toMatchObject({ id, user_id: userId });
  for (const response of [
    await api.get(`/v1/commands/${id}`, stranger),
    await api.get(`/v1/commands/${userId}`),
  ]) {
    expect(response.statusCode).toBe(404);
    expect(response.json()).toMatchObject({ code: "not_found" });
  }
  expect((await api.get("/v1/commands/12")).json()).toMatchObject({ status: 400, field: "id" });
});

test("a command is linked to its action once, and found by it", async () => {
  const [id, first, second, theirs] = [
    await recordId(),
    await propose(userId),
    await propose(userId),
    await propose(stranger),
  ];
  const link = (action: string, user?: string) =>
    api.post(`/v1/commands/${id}/pending-action`, { pending_action_id: action }, user);
  expect((await link(theirs)).json()).toMatchObject({ status: 404, code: "not_found" });
  expect((await link(theirs, stranger)).json()).toMatchObject({ status: 404, code: "not_found" });
  const linked = await link(first);
  expect(linked.statusCode).toBe(200);
  expect(linked.json()).toMatchObject({ id, pending_action_id: first });
  expect((await link(first)).json()).toEqual(linked.json());
  expect((await link(second)).json()).toMatchObject({
    status: 409,
    code: "linked_elsewhere",
    pending_action_id: first,
  });
  const found = await api.get(`/v1/commands?pending_action_id=${first}`);
  expect(found.json()).toEqual({ items: [linked.json()], next_cursor: null, prev_cursor: null });
  expect((await api.get("/v1/commands?session_id=s-1")).json()).toMatchObject({ items: [] });
  const recorded = await api.post("/v1/commands", { ...command, pending_action_id: second });
  expect(recorded.json()).toMatchObject({ pending_action_id: second });
});
