import { migrationsDirectory } from "@handsfree/migrations";
import { readMigrations } from "@handsfree/migrator";
import { afterEach, beforeEach, expect, test } from "vitest";
import { buildApp } from "../src/app.ts";
import { stranger, TestApi, userId } from "./api.ts";
import { bearer } from "./callers.ts";

let api: TestApi;
beforeEach(async () => {
  api = await TestApi.start();
});
afterEach(() => api[Symbol.asyncDispose]());

const url = "/v1/pending-actions";
const body = { summary: "Merge #12", action_type: "merge_pr", action_payload: { pr: 12 } };
const propose = (key: string, change: object = {}, user = userId) =>
  api.post(url, { ...body, ...change }, user, { "idempotency-key": key });

interface Proposed {
  readonly id: string;
  readonly token: string;
}

test("201 first, then 200 with the same action and another token that works as well", async () => {
  const first = await propose('"key-1"');
  expect(first.statusCode).toBe(201);
  const second = await propose('"key-1"');
  expect(second.statusCode).toBe(200);
  const [one, other] = [first.json<Proposed>(), second.json<Proposed>()];
  expect(other).toEqual({ ...one, token: expect.any(String) as string });
  expect(other.token).not.toBe(one.token);
  expect(one).toMatchObject({ idempotency_key: "key-1", proposed_by: userId });

  expect((await api.post(`${url}/confirm`, { token: other.token })).statusCode).toBe(200);
  const third = await propose('"key-1"');
  expect(third.statusCode).toBe(200);
  expect(third.json()).toMatchObject({ id: one.id, token: null, state: "confirmed" });
});

test("a key is the same in quotes and without, and one user's own", async () => {
  const { id } = (await propose("a-key")).json<Proposed>();
  expect((await propose('"a-key"')).json()).toMatchObject({ id });
  expect((await propose('"a-key"', {}, stranger)).statusCode).toBe(201);
  const escaped = (await propose(String.raw`"a \"key\" \\"`)).json<Proposed>();
  expect(escaped).toMatchObject({ idempotency_key: String.raw`a "key" \ `.trim() });
});

test.for(['"', '""', '"open', '"a"b"', String.raw`"a\n"`, '"é"'])(
  "the key %s is 400",
  async (key) => {
    const response = await propose(Buffer.from(key).toString("latin1"));
    expect(response.statusCode).toBe(400);
    expect(response.json()).toMatchObject({ code: "invalid_input", field: "idempotency-key" });
  },
);

test("a key that was used for another request is 422", async () => {
  await propose("key-1");
  const response = await propose("key-1", { action_payload: { pr: 13 } });
  expect(response.statusCode).toBe(422);
  expect(response.json()).toMatchObject({ code: "key_reused", field: "idempotency-key" });
});

test("one more than may wait is 429, by half of the limit that the server is given for one key", async () => {
  await using limited = await buildApp({
    db: api.db,
    context: api.clock,
    migrations: await readMigrations(migrationsDirectory),
    openActionLimit: 4,
  });
  const statuses: number[] = [];
  for (let n = 0; n < 3; n++) {
    const headers = bearer(await api.keyOf(userId));
    const response = await limited.inject({ method: "POST", url, headers, payload: body });
    statuses.push(response.statusCode);
  }
  expect(statuses).toEqual([201, 201, 429]);
  const headers = bearer(await api.keyOf(userId));
  const refused = await limited.inject({ method: "POST", url, headers, payload: body });
  expect(refused.json()).toMatchObject({ code: "too_many_open", limit: 2, of: "key" });
});

const ada = "019a2f6e-0000-7000-8000-00000000000a";
const grace = "019a2f6e-0000-7000-8000-00000000000b";
const policy = { approvers: [ada, grace], required_approvals: 2 };

interface Shown {
  readonly id: string;
  readonly payload_digest: string;
}

/** An action as its proposer is answered. */
async function show(rest: object): Promise<Shown> {
  return (await api.post(url, { ...body, ...rest })).json<Shown>();
}

test("the first of two approvals is 202, the second 200; neither counts twice", async () => {
  const { id, payload_digest } = await show(policy);
  const approve = (user: string) =>
    api.post(`${url}/${id}/approve`, { payload_digest, reason: "looks right" }, user);
  const first = await approve(ada);
  expect(first.statusCode).toBe(202);
  expect(first.json()).toMatchObject({ outcome: "approved", missing: 1, action: { approvals: 1 } });
  const again = await approve(ada);
  expect(again.statusCode).toBe(409);
  expect(again.json()).toMatchObject({ code: "already_approved", outcome: "already_approved" });
  expect((await approve(userId)).statusCode).toBe(403);
  const last = await approve(grace);
  expect(last.statusCode).toBe(200);
  expect(last.json()).toMatchObject({
    outcome: "confirmed",
    action: { decided_by: grace, decision_reason: "looks right", approvals: 2 },
  });
});

test("a token decides for its owner alone", async () => {
  const token = await api.propose({}, policy);
  for (const verb of ["confirm", "cancel"]) {
    expect((await api.post(`${url}/${verb}`, { token }, grace)).statusCode).toBe(404);
  }
  const confirmed = await api.post(`${url}/confirm`, { token });
  expect(confirmed.json()).toMatchObject({ status: 403, code: "may_not_decide" });
  const response = await api.post(`${url}/cancel`, { token, reason: "no" });
  expect(response.statusCode).toBe(200);
  expect(response.json()).toMatchObject({
    outcome: "cancelled",
    action: { decided_by: userId, decided_surface: "voice" },
  });
});

test("a payload that was not shown is 409, and one's own proposal can be 403", async () => {
  const rest = { approvers: [ada, userId], proposer_may_approve: false };
  const { id, payload_digest } = await show(rest);
  const approve = `${url}/${id}/approve`;
  const mismatch = await api.post(approve, { payload_digest: "0".repeat(64) }, ada);
  expect(mismatch.statusCode).toBe(409);
  expect(mismatch.json()).toMatchObject({
    code: "digest_mismatch",
    action: { state: "pending", payload_digest },
  });
  const own = await api.post(approve, { payload_digest });
  expect(own.statusCode).toBe(403);
  expect(own.json()).toMatchObject({ code: "proposer_cannot_approve" });
  expect((await api.post(approve, { payload_digest }, ada)).statusCode).toBe(200);
});

test("an action is followed by its id, and lists are by state, type and role", async () => {
  const token = await api.propose({}, { ...policy, expires_in_seconds: 10 });
  await api.propose({}, { action_type: "comment" });
  type List = { items: { id: string; action_type: string; state: string }[] };
  const list = async (query: string, user = userId) =>
    (await api.get(`${url}?${query}`, user))
      .json<List>()
      .items.map(({ action_type }) => action_type);
  expect(await list("role=approver", ada)).toEqual(["merge_pr"]);
  expect(await list("role=approver")).toEqual(["comment"]);
  expect(await list("action_type=comment")).toEqual(["comment"]);

  const [action] = (await api.get(`${url}?role=approver`, ada)).json<List>().items;
  const one = `${url}/${action?.id}`;
  for (const user of [userId, ada]) {
    expect((await api.get(one, user)).json()).toMatchObject({ state: "pending" });
  }
  expect((await api.get(one, stranger)).statusCode).toBe(404);
  expect((await api.get(`${url}/${userId}`)).statusCode).toBe(404);
  expect((await api.get(`${url}/${token}`)).statusCode).toBe(400);

  api.clock.advance(10_000);
  expect((await api.get(one)).json()).toMatchObject({ state: "expired", decided_at: null });
  expect(await list("state=expired")).toEqual(["merge_pr"]);
  expect((await list("state=all")).length).toBe(2);
  expect((await api.get(`${url}?state=done`)).statusCode).toBe(400);
  const both = await api.get(`${url}?role=approver&state=confirmed`);
  expect(both.json()).toMatchObject({ status: 400, field: "state" });
});

const claim = { worker: "agent", lease_seconds: 30, lease_token: "t".repeat(43) };

test("an allowed proposal that asks for a claim answers with the lease, and one that waits without", async () => {
  const renewable = { claim, renewable: true };
  const waiting = await propose("key-1", renewable);
  expect(waiting.json()).toMatchObject({ state: "pending", lease: null });

  api.giveScopes(ada, ["admin"]);
  const text = `version: 1\npolicies:\n  - { name: p, match: { types: [merge_pr] }, allow: true }\n`;
  const stored = await api.send("PUT", "/v1/policies", { text, based_on: null }, ada);
  expect(stored.statusCode).toBe(200);
  const claimed = await propose("key-2", renewable);
  expect(claimed.statusCode).toBe(201);
  const lease = { token: claim.lease_token, expires_at: "2026-03-01T12:00:30.000Z", attempt: 1 };
  expect(claimed.json()).toMatchObject({ state: "executing", worker: "agent", token: null, lease });
  const retried = await propose("key-2", renewable);
  expect(retried.statusCode).toBe(200);
  expect(retried.json()).toMatchObject({ lease });
  const other = { ...renewable, claim: { ...claim, lease_token: "u".repeat(43) } };
  expect((await propose("key-2", other)).json()).toMatchObject({ state: "executing", lease: null });
  expect((await propose("key-3")).json()).toMatchObject({ state: "confirmed", lease: null });

  const { id } = claimed.json<Proposed>();
  expect((await api.get(`${url}/${id}`)).body).not.toContain(claim.lease_token);
  const report = await api.post(`${url}/${id}/succeed`, { lease_token: claim.lease_token });
  expect(report.statusCode).toBe(200);
});

test("a claim needs the scope actions:execute, and a token of its form", async () => {
  const short = await propose("key-1", { claim: { ...claim, lease_token: "short" } });
  expect(short.statusCode).toBe(400);
  expect(short.json()).toMatchObject({ field: "claim.lease_token" });
  api.giveScopes(userId, ["actions:propose"]);
  const refused = await propose("key-1", { claim });
  expect(refused.statusCode).toBe(403);
  expect(refused.json()).toMatchObject({
    code: "insufficient_scope",
    scopes: ["actions:execute"],
  });
  expect((await propose("key-1")).statusCode).toBe(201);
});
