import { changeUser } from "@handsfree/repositories/identity";
import { accessScopeNames } from "@handsfree/schema";
import { afterEach, beforeEach, expect, test } from "vitest";
import { stranger, TestApi, userId } from "./api.ts";
import { bearer, keyOfService, sessionOf } from "./callers.ts";

const admin = "019a2f6e-0000-7000-8000-000000000003";

let api: TestApi;
beforeEach(async () => {
  api = await TestApi.start();
  api.giveScopes(admin, ["admin"]);
});
afterEach(() => api[Symbol.asyncDispose]());

const url = "/v1/github-connections";
const values = { installation_id: 42, token_ref: "vault/github", scopes: "repo", login: "octocat" };
const forUser = { "on-behalf-of": userId };

async function connect(): Promise<string> {
  const created = await api.post(url, values, admin, forUser);
  expect(created.statusCode).toBe(201);
  return created.json<{ id: string }>().id;
}

test("an admin adds and changes a person's connections, which the person reads and removes", async () => {
  const id = await connect();
  const own = await api.get(`${url}/${id}`);
  expect(own.json()).toMatchObject({ ...values, user_id: userId });
  expect((await api.get(url)).json()).toMatchObject({ items: [{ id }], next_cursor: null });
  const changed = await api.send("PATCH", `${url}/${id}`, { scopes: null }, admin, forUser);
  expect(changed.json()).toMatchObject({ ...values, scopes: null, user_id: userId });
  expect((await api.send("DELETE", `${url}/${id}`)).statusCode).toBe(204);
  expect((await api.send("DELETE", `${url}/${id}`)).statusCode).toBe(404);
  const logs = await api.get("/v1/action-logs");
  expect(logs.json()).toMatchObject({
    items: [
      { action_type: "github_connection.removed", result: { by: userId, installation_id: 42 } },
      { action_type: "github_connection.changed", result: { by: admin, installation_id: 42 } },
      { action_type: "github_connection.created", result: { by: admin, installation_id: 42 } },
    ],
  });
});

test("an admin's own connection is theirs, and no one else sees a connection", async () => {
  const created = await api.post(url, values, admin);
  const { id } = created.json<{ id: string }>();
  expect(created.json()).toMatchObject({ user_id: admin });
  expect((await api.get(`${url}/${id}`, stranger)).statusCode).toBe(404);
  expect((await api.get(url, stranger)).json()).toMatchObject({ items: [] });
  expect((await api.send("DELETE", `${url}/${id}`, undefined, stranger)).statusCode).toBe(404);
  // An admin names whose connection it is, so that no other one is changed by mistake.
  const elsewhere = await api.send("PATCH", `${url}/${id}`, { scopes: null }, admin, forUser);
  expect(elsewhere.statusCode).toBe(404);
});

const members = [
  { installation_id: 43 },
  { installation_id: 42 },
  { installation_id: null },
  { token_ref: "GITHUB_TOKEN_ADMIN" },
  { login: "torvalds" },
  values,
];

test.for(members)("a person cannot claim %j for themselves", async (claimed) => {
  const id = await connect();
  const before = (await api.get(url)).json();
  const attempts = [
    await api.post(url, claimed),
    await api.post(url, claimed, userId, forUser),
    await api.send("PATCH", `${url}/${id}`, claimed),
  ];
  for (const refused of attempts) {
    expect(refused.statusCode).toBe(403);
    expect(refused.json()).toMatchObject({
      code: "insufficient_scope",
      detail:
        "only an admin adds and changes connections to GitHub; ask one to send this with your user id in On-Behalf-Of, or to run handsfree connections",
      scopes: ["admin"],
    });
  }
  expect((await api.get(url)).json()).toEqual(before);
});

test("neither a session of a person, nor any other scope of theirs, nor a service connects", async () => {
  await api.keyOf(userId);
  const session = await sessionOf(api.db, userId, api.clock);
  const payload = { installation_id: 43 };
  const bySession = await api.app.inject({ method: "POST", url, headers: session, payload });
  expect(bySession.json()).toMatchObject({ code: "insufficient_scope" });
  api.giveScopes(
    userId,
    accessScopeNames.filter((scope) => scope !== "admin"),
  );
  expect((await api.post(url, payload)).json()).toMatchObject({ code: "insufficient_scope" });
  for (const scopes of [["admin"], ["actions:execute", "actions:propose"]] as const) {
    const service = { name: scopes.join(" "), scopes, actsFor: [userId] };
    const headers = { ...bearer(await keyOfService(api.db, service)), ...forUser };
    const byService = await api.app.inject({ method: "POST", url, headers, payload });
    expect(byService.statusCode).toBe(403);
    expect(byService.json()).toMatchObject({ code: "people_only" });
  }
  expect((await api.get(url)).json()).toMatchObject({ items: [] });
});

test("an admin who loses the role connects nothing more, and their connections stay", async () => {
  const session = await sessionOf(api.db, await made(admin), api.clock);
  const id = await connect();
  const left = "019a2f6e-0000-7000-8000-000000000004";
  api.giveScopes(left, ["admin"]);
  await made(left);
  await changeUser(api.db, { userId: admin, role: "member" }, api.clock);
  const headers = { ...session, ...forUser };
  const change = { method: "PATCH", url: `${url}/${id}`, payload: { login: "ada" } } as const;
  for (const credentials of [headers, { ...bearer(await api.keyOf(admin)), ...forUser }]) {
    const refused = await api.app.inject({ ...change, headers: credentials });
    expect(refused.statusCode).toBe(403);
  }
  expect((await api.get(`${url}/${id}`)).json()).toMatchObject(values);
});

/** The person, once there is a key for them. */
async function made(user: string): Promise<string> {
  await api.keyOf(user);
  return user;
}

test("a token is refused, and the answer does not repeat it", async () => {
  const token = ["ghp", "a1B2c3D4e5F6g7H8j9K0a1B2c3D4e5F6g7H8"].join("_");
  const refused = await api.post(url, { token_ref: token }, admin, forUser);
  expect(refused.statusCode).toBe(400);
  expect(refused.json()).toMatchObject({ code: "invalid_input", field: "token_ref" });
  expect(refused.body).not.toContain(token);
});

test("a worker reads the connections of its user", async () => {
  await connect();
  const scopes = ["actions:execute"] as const;
  const key = await keyOfService(api.db, { scopes, actsFor: [userId] });
  const read = await api.app.inject({ method: "GET", url, headers: bearer(key) });
  expect(read.json()).toMatchObject({ items: [{ token_ref: "vault/github" }] });
});
