import { afterEach, beforeEach, expect, test } from "vitest";
import { stranger, TestApi, userId } from "./api.ts";
import { bearer, keyOfService } from "./callers.ts";

let api: TestApi;
beforeEach(async () => {
  api = await TestApi.start();
  api.giveScopes(stranger, ["admin"]);
  await api.db.updateTable("users").set({ role: "admin" }).where("id", "=", stranger).execute();
});
afterEach(() => api[Symbol.asyncDispose]());

const admin = stranger;
const text = (effect: string) => `version: 1\npolicies:\n  - { name: p, match: {}, ${effect} }\n`;
const proposal = { summary: "Merge #12", action_type: "merge_pr", action_payload: { pr: 12 } };

async function put(body: object, user = admin) {
  return api.app.inject({
    method: "PUT",
    url: "/v1/policies",
    headers: { ...bearer(await api.keyOf(user)), "content-type": "application/json" },
    payload: JSON.stringify(body),
  });
}

test("an admin stores policies, and deciders read them and their versions", async () => {
  expect((await api.get("/v1/policies")).statusCode).toBe(404);
  const stored = await put({ text: text("allow: true"), based_on: null });
  expect(stored.json()).toEqual({
    version: 1,
    text: text("allow: true"),
    created_at: api.clock.now().toISOString(),
    created_by: admin,
    replaced_at: null,
  });
  expect((await put({ text: text("deny: stop"), based_on: 1 })).json()).toMatchObject({
    version: 2,
  });
  expect((await api.get("/v1/policies")).json()).toMatchObject({ version: 2 });
  const listed = await api.get("/v1/policies/versions?limit=1");
  expect(listed.json()).toMatchObject({
    items: [{ version: 2 }],
    next_cursor: expect.stringMatching(/^2\//),
  });
  const first = await api.get("/v1/policies/versions/1");
  expect(first.json()).toMatchObject({ text: text("allow: true") });
  expect((await api.get("/v1/policies/versions/3")).statusCode).toBe(404);
  expect((await put({ text: text("deny: stop"), based_on: 2 }, userId)).statusCode).toBe(403);
});

test("a text from another version, of an unknown group, or with a mistake is not stored", async () => {
  const old = await put({ text: text("allow: true"), based_on: 3 });
  expect(old.statusCode).toBe(409);
  expect(old.json()).toMatchObject({ code: "changed_meanwhile", version: null });
  const group = await put({ text: text("ask: { group: release }"), based_on: null });
  expect(group.statusCode).toBe(422);
  expect(group.json()).toMatchObject({ code: "unknown_group", group: "release" });
  const wrong = await put({ text: text("permit: true"), based_on: null });
  expect(wrong.statusCode).toBe(400);
  expect(wrong.json<{ detail: string }>().detail).toContain("line 3");
});

test("a text can be checked and tried before it is stored", async () => {
  const check = (body: object) => api.post("/v1/policies/check", body, admin);
  expect((await check({ text: text("allow: true") })).json()).toEqual({ policies: 1 });
  expect((await check({ text: "policies: []" })).statusCode).toBe(400);
  await api.propose();
  const { id } = (await api.get("/v1/pending-actions")).json<{ items: { id: string }[] }>()
    .items[0] ?? { id: "" };
  const tried = await api.post("/v1/policies/dry-run", { text: text("deny: stop") }, admin);
  expect(tried.json()).toEqual({
    version: null,
    compared: 1,
    different: 1,
    changes: [{ before: "ask", after: "deny", count: 1 }],
    differences: [
      {
        id,
        before: { kind: "ask", policy: null, text: "ask: as_proposed" },
        after: { kind: "deny", policy: "p", text: "deny: stop" },
      },
    ],
    is_cut: false,
  });
});

test("a proposal that is denied or allowed is made, and has no token", async () => {
  await put({ text: text("deny: stop"), based_on: null });
  const headers = { "idempotency-key": "k" };
  const denied = await api.post("/v1/pending-actions", proposal, userId, headers);
  expect(denied.statusCode).toBe(201);
  expect(denied.json()).toMatchObject({ state: "denied", token: null, decision_reason: "stop" });
  await put({ text: text("allow: true"), based_on: 1 });
  const again = await api.post("/v1/pending-actions", proposal, userId, headers);
  expect(again.statusCode).toBe(200);
  expect(again.json()).toMatchObject({ state: "denied", token: null });
  const allowed = await api.post("/v1/pending-actions", proposal);
  expect(allowed.statusCode).toBe(201);
  expect(allowed.json()).toMatchObject({ state: "confirmed", token: null, decided_by: null });
});

test("policies know a service by its key, and a caller cannot name one", async () => {
  const bots = `version: 1\npolicies: [{ name: b, match: { services: [bot] }, deny: no bots }]`;
  await put({ text: bots, based_on: null });
  const key = await keyOfService(api.db, {
    name: "bot",
    scopes: ["actions:propose"],
    actsFor: [userId],
  });
  const send = (body: object) =>
    api.app.inject({
      method: "POST",
      url: "/v1/pending-actions",
      headers: bearer(key),
      payload: body,
    });
  expect((await send(proposal)).json()).toMatchObject({ state: "denied" });
  const named = await send({ ...proposal, service: { id: userId, name: "other" } });
  expect(named.statusCode).toBe(400);
  expect((await api.post("/v1/pending-actions", proposal)).json()).toMatchObject({
    state: "pending",
  });
});

test("a proposal with a group that does not exist is refused", async () => {
  const refused = await api.post("/v1/pending-actions", { ...proposal, approver_group: "release" });
  expect(refused.statusCode).toBe(422);
  expect(refused.json()).toMatchObject({
    code: "unknown_group",
    field: "approver_group",
    group: "release",
  });
});

const grant = { match: { types: ["merge_pr"] }, maximum_uses: 1, expires_in_seconds: 3600 };

test("a person approves in advance, sees the uses, and revokes", async () => {
  const made = await api.post("/v1/grants", { ...grant, reason: "routine" });
  expect(made.statusCode).toBe(201);
  const { id } = made.json<{ id: string }>();
  expect(made.json()).toMatchObject({ user_id: userId, created_by: userId, state: "holding" });
  expect((await api.post("/v1/pending-actions", proposal)).json()).toMatchObject({
    state: "confirmed",
    decided_by: userId,
    decision_reason: "routine",
  });
  expect((await api.post("/v1/pending-actions", proposal)).json()).toMatchObject({
    state: "pending",
  });
  expect((await api.get(`/v1/grants/${id}`)).json()).toMatchObject({ uses: 1, state: "used_up" });
  const revoked = await api.post(`/v1/grants/${id}/revoke`);
  expect(revoked.json()).toMatchObject({ state: "revoked", revoked_by: userId });
  expect((await api.post(`/v1/grants/${id}/revoke`)).json()).toEqual(revoked.json());
  const record = await api.db
    .selectFrom("action_logs")
    .select(["user_id", "credential_id"])
    .where("action_type", "=", "standing_grant.revoked")
    .executeTakeFirstOrThrow();
  expect(record.user_id).toBe(userId);
  expect(record.credential_id).not.toBeNull();
});

test("grants are their person's own, an admin sees all, and a service can never make one", async () => {
  const { id } = (await api.post("/v1/grants", grant)).json<{ id: string }>();
  const mine = (await api.get("/v1/grants")).json<{ items: unknown[] }>();
  expect(mine.items).toHaveLength(1);
  expect((await api.get("/v1/grants", admin)).json()).toMatchObject({ items: [] });
  expect((await api.get(`/v1/grants/${id}`, admin)).statusCode).toBe(404);
  expect((await api.post(`/v1/grants/${id}/revoke`, undefined, admin)).statusCode).toBe(404);
  expect((await api.get("/v1/grants?everyone=true")).statusCode).toBe(403);
  const all = await api.get("/v1/grants?everyone=true", admin);
  expect(all.json()).toMatchObject({ items: [{ id }] });
  const headers = { "on-behalf-of": userId };
  const ended = await api.post(`/v1/grants/${id}/revoke`, undefined, admin, headers);
  expect(ended.json()).toMatchObject({ state: "revoked", revoked_by: admin });
  const service = await keyOfService(api.db, { scopes: ["admin"], actsFor: [userId] });
  const refused = await api.app.inject({
    method: "POST",
    url: "/v1/grants",
    headers: bearer(service),
    payload: grant,
  });
  expect(refused.json()).toMatchObject({ code: "people_only" });
});

test("a match keeps the digits of its numbers, and a wrong one is refused by name", async () => {
  const match =
    '{"where":[{"at":"/n","comparison":"equals","value":12345678901234567890}],"types":["m\\u0065rge_pr"]}';
  const body = `{"match":${match},"maximum_uses":1,"expires_in_seconds":60}`;
  const made = await api.post("/v1/grants", body);
  expect(made.statusCode).toBe(201);
  expect(made.body).toContain('"types":["merge_pr"]');
  expect(made.body).toContain('"value":12345678901234567890');
  const refused = await api.post("/v1/grants", { ...grant, match: {} });
  expect(refused.json()).toMatchObject({ code: "invalid_input", field: "match" });
});
