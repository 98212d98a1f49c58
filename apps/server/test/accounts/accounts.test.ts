import { parseKey } from "@handsfree/repositories/identity";
import { afterEach, beforeEach, expect, test } from "vitest";
import { TestApi, userId } from "../api.ts";
import { bearer, keyOfService } from "../callers.ts";

const admin = "019a2f6e-0000-7000-8000-0000000000e1";

let api: TestApi;
beforeEach(async () => {
  api = await TestApi.start();
  api.giveScopes(admin, ["admin"]);
});
afterEach(() => api[Symbol.asyncDispose]());

interface Given {
  readonly text: string;
  readonly key: { readonly id: string };
}

const me = async (key: string) =>
  api.app.inject({ method: "GET", url: "/v1/me", headers: bearer(key) });

test("an admin adds, changes, disables and enables users", async () => {
  const body = { email: "Ada@example.org", display_name: "Ada", role: "approver" };
  const created = await api.post("/v1/users", body, admin);
  expect(created.statusCode).toBe(201);
  expect(created.json()).toMatchObject({ ...body, email: "ada@example.org", disabled_at: null });
  const { id } = created.json<{ id: string }>();
  const taken = await api.post("/v1/users", { email: "ada@example.org" }, admin);
  expect(taken.statusCode).toBe(409);
  expect(taken.json()).toMatchObject({ code: "email_taken" });

  const changed = await api.send("PATCH", `/v1/users/${id}`, { display_name: null }, admin);
  expect(changed.json()).toMatchObject({ email: "ada@example.org", display_name: null });
  const disabled = await api.post(`/v1/users/${id}/disable`, undefined, admin);
  expect(disabled.json()).toMatchObject({ disabled_at: api.clock.now().toISOString() });
  const enabled = await api.post(`/v1/users/${id}/enable`, undefined, admin);
  expect(enabled.json()).toMatchObject({ disabled_at: null });
  const { items } = (await api.get("/v1/users", admin)).json<{ items: { id: string }[] }>();
  expect(items.map((user) => user.id)).toContain(id);

  const last = await api.post(`/v1/users/${admin}/disable`, undefined, admin);
  expect(last.statusCode).toBe(409);
  expect(last.json()).toMatchObject({ code: "last_admin" });
});

test("an admin adds a service and gives it a key, which is shown once", async () => {
  const created = await api.post("/v1/services", { name: "builder", kind: "agent" }, admin);
  expect(created.statusCode).toBe(201);
  const { id } = created.json<{ id: string }>();
  const again = await api.post("/v1/services", { name: "builder", kind: "worker" }, admin);
  expect(again.json()).toMatchObject({ status: 409, code: "name_taken" });

  const body = {
    name: "ci",
    service_id: id,
    scopes: ["actions:propose"],
    acts_for: [userId],
    expires_at: "2100-01-01T00:00:00Z",
  };
  const given = await api.post("/v1/keys", body, admin);
  expect(given.statusCode).toBe(201);
  expect(given.headers["cache-control"]).toBe("no-store");
  const { text, key } = given.json<Given>();
  expect(parseKey(text)).toMatchObject({ form: "well_formed" });
  expect((await me(text)).json()).toMatchObject({
    user: null,
    service: { id, name: "builder" },
    scopes: ["actions:propose"],
    acts_for: [userId],
  });
  const list = await api.get(`/v1/keys?service_id=${id}`, admin);
  expect(list.json()).toMatchObject({ items: [{ id: key.id, state: "valid" }] });
  expect(list.body).not.toContain(text);

  const rotated = await api.post(`/v1/keys/${key.id}/rotate`, { overlap_seconds: 60 }, admin);
  expect(rotated.statusCode).toBe(201);
  expect(rotated.headers["cache-control"]).toBe("no-store");
  const next = rotated.json<Given>();
  expect((await me(next.text)).statusCode).toBe(200);
  const twice = await api.post(`/v1/keys/${key.id}/rotate`, {}, admin);
  expect(twice.json()).toMatchObject({ status: 409, code: "already_rotated" });

  await api.post(`/v1/services/${id}/disable`, undefined, admin);
  expect((await me(next.text)).statusCode).toBe(401);
  await api.post(`/v1/services/${id}/enable`, undefined, admin);
  const revoked = await api.post(`/v1/keys/${next.key.id}/revoke`, undefined, admin);
  expect(revoked.json()).toMatchObject({ state: "revoked", revoked_by: admin });
  expect((await me(next.text)).statusCode).toBe(401);
  const rows = await api.db.selectFrom("action_logs").selectAll().execute();
  expect(JSON.stringify(rows)).not.toContain(text);
});

test.for([
  ["POST", "/v1/users/019a2f6e-0000-7000-8000-00000000ffff/disable"],
  ["POST", "/v1/services/019a2f6e-0000-7000-8000-00000000ffff/enable"],
  ["POST", "/v1/keys/019a2f6e-0000-7000-8000-00000000ffff/revoke"],
] as const)("%s %s is 404", async ([method, url]) => {
  expect((await api.send(method, url, undefined, admin)).statusCode).toBe(404);
});

test("the wrong key for a service is refused by name", async () => {
  const created = await api.post("/v1/services", { name: "builder", kind: "agent" }, admin);
  const { id } = created.json<{ id: string }>();
  const decide = { name: "ci", service_id: id, scopes: ["actions:decide"] };
  expect((await api.post("/v1/keys", decide, admin)).json()).toMatchObject({
    status: 400,
    field: "scopes",
  });
  const nobody = { name: "ci", scopes: ["audit:read"] };
  expect((await api.post("/v1/keys", nobody, admin)).json()).toMatchObject({ field: "user_id" });
});

test("each caller is told who they are", async () => {
  expect((await api.get("/v1/me")).json()).toMatchObject({
    user: { id: userId, role: "approver" },
    service: null,
    acts_for: [],
  });
  const key = await keyOfService(api.db, { scopes: ["webhooks:read"] });
  expect((await me(key)).json()).toMatchObject({ user: null, scopes: ["webhooks:read"] });
});
