import { afterEach, beforeEach, expect, test } from "vitest";
import { stranger, TestApi } from "./api.ts";

let api: TestApi;
beforeEach(async () => {
  api = await TestApi.start();
});
afterEach(() => api[Symbol.asyncDispose]());

interface List {
  readonly items: readonly { readonly id: string; readonly summary: string }[];
}

const confirm = "/v1/pending-actions/confirm";
const cancel = "/v1/pending-actions/cancel";

test("the token is in the answer to the proposal, and in no other", async () => {
  const token = await api.propose();
  const [action] = (await api.get("/v1/pending-actions")).json<List>().items;
  expect(token).toMatch(/^[\w-]{43}$/);
  const answers = [
    await api.get("/v1/pending-actions"),
    await api.get(`/v1/pending-actions/${action?.id}`),
    await api.post(confirm, { token, payload_digest: "0".repeat(64) }),
    await api.post(confirm, { token }),
    await api.post(confirm, { token }),
    await api.get("/v1/action-logs"),
  ];
  for (const answer of answers) expect(answer.body).not.toContain(token);
});

test("50 confirmations at once: one confirmed, 49 already decided, one audit row", async () => {
  const token = await api.propose();
  const responses = await Promise.all(
    Array.from({ length: 50 }, () => api.post(confirm, { token })),
  );
  const statuses = responses.map(({ statusCode }) => statusCode).toSorted((a, b) => a - b);
  expect(statuses).toEqual([200, ...Array<number>(49).fill(409)]);
  expect(responses.find(({ statusCode }) => statusCode === 409)?.json()).toMatchObject({
    type: "/problems/already_decided",
    title: "Conflict",
    code: "already_decided",
    outcome: "already_decided",
  });
  const log = await api.get("/v1/action-logs?action_type=pending_action.confirmed");
  expect(log.json<{ items: unknown[] }>().items).toHaveLength(1);
});

test("someone else's confirmation is 404, and the owner's still wins", async () => {
  const token = await api.propose();
  expect((await api.post(confirm, { token }, stranger)).statusCode).toBe(404);
  const response = await api.post(confirm, { token });
  expect(response.statusCode).toBe(200);
  expect(response.json()).toMatchObject({ outcome: "confirmed", action: { state: "confirmed" } });
});

test("an action expires at its time: 410", async () => {
  const token = await api.propose({}, { expires_in_seconds: 10 });
  api.clock.advance(10_000);
  expect((await api.get("/v1/pending-actions")).json()).toEqual({
    items: [],
    next_cursor: null,
    prev_cursor: null,
  });
  const response = await api.post(cancel, { token });
  expect(response.statusCode).toBe(410);
  expect(response.json()).toMatchObject({ code: "expired", outcome: "expired" });
});

test("a cancelled action cannot be confirmed", async () => {
  const token = await api.propose();
  expect((await api.post(cancel, { token })).json()).toMatchObject({ outcome: "cancelled" });
  expect((await api.post(confirm, { token })).statusCode).toBe(409);
});

test.for([
  ['[1,"a",null,{"k":1},2.50]'],
  ["12345678901234567890"],
  ['"\\u00e9"'],
  ["null"],
  ['{"__proto__":1}'],
])("the payload %s is kept, listed, approved and found to the byte", async ([payload = ""]) => {
  const body = `{"summary":"s","action_type":"t","action_payload":${payload}}`;
  const created = await api.post("/v1/pending-actions", body);
  expect(created.statusCode).toBe(201);
  expect(created.body).toContain(`"action_payload":${payload},`);
  expect((await api.get("/v1/pending-actions")).body).toContain(`"action_payload":${payload},`);
  const { token, id } = created.json<{ token: string; id: string }>();
  expect((await api.post(confirm, { token })).body).toContain(`"action_payload":${payload},`);
  const found = await api.get(`/v1/pending-actions/${id}`);
  expect(found.body).toContain(`"action_payload":${payload},`);
});

test.for([
  [{ action_type: "t", action_payload: {} }, "summary"],
  [{ summary: "s", action_type: "t" }, "action_payload"],
  [{ summary: "", action_type: "t", action_payload: {} }, "summary"],
  [
    { summary: "s", action_type: "t", action_payload: {}, expires_in_seconds: 9 },
    "expires_in_seconds",
  ],
  [
    { summary: "s", action_type: "t", action_payload: {}, expires_in_seconds: -5 },
    "expires_in_seconds",
  ],
  [
    { summary: "s", action_type: "t", action_payload: {}, expires_in_seconds: "60" },
    "expires_in_seconds",
  ],
  [
    { summary: "s", action_type: "t", action_payload: {}, expires_in_second: 60 },
    "expires_in_second",
  ],
  [{ summary: "a\0b", action_type: "t", action_payload: {} }, "summary"],
  [{ summary: "s", action_type: "t", action_payload: {}, approvers: [] }, "approvers"],
  [{ summary: "s", action_type: "t", action_payload: {}, approvers: ["me"] }, "approvers.0"],
  [
    { summary: "s", action_type: "t", action_payload: {}, required_approvals: 2 },
    "required_approvals",
  ],
  [{ summary: "s", action_type: "t", action_payload: {}, max_attempts: 101 }, "max_attempts"],
  [{ summary: "s", action_type: "t", action_payload: {}, open_limit: 1000 }, "open_limit"],
  ['{"summary":"s","action_type":"t","action_payload":"\\ud800"}', "action_payload"],
  [
    `{"summary":"s","action_type":"t","action_payload":${"[".repeat(50_000)}${"]".repeat(50_000)}}`,
    "action_payload",
  ],
] as const)("%j is 400 and names %s", async ([body, field]) => {
  const response = await api.post("/v1/pending-actions", body);
  expect(response.statusCode).toBe(400);
  expect(response.headers["content-type"]).toMatch(/^application\/problem\+json/);
  expect(response.json()).toMatchObject({ status: 400, code: "invalid_input", field });
  expect((await api.get("/v1/pending-actions")).json()).toMatchObject({ items: [] });
});

test.for([
  {},
  { token: "" },
  { token: 1 },
  { token: "x", extra: 1 },
  { token: "x", payload_digest: "beef" },
  { token: "x", reason: "" },
  [],
])("the decision %j is 400", async (body) => {
  expect((await api.post(confirm, body)).statusCode).toBe(400);
});
