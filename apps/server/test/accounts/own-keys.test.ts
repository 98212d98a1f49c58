import { createKey } from "@handsfree/repositories/identity";
import type { AccessScope } from "@handsfree/schema";
import { afterEach, beforeEach, expect, test } from "vitest";
import { stranger, TestApi, userId } from "../api.ts";
import { bearer, keyOfService } from "../callers.ts";

let api: TestApi;
beforeEach(async () => {
  api = await TestApi.start();
});
afterEach(() => api[Symbol.asyncDispose]());

const url = "/v1/me/keys";

interface Given {
  readonly text: string;
  readonly key: { readonly id: string; readonly expires_at: string | null };
}

async function keyUntil(expiresAt: Date, scopes: readonly AccessScope[]): Promise<string> {
  const made = await createKey(api.db, { userId, name: "short", scopes, expiresAt }, api.clock);
  if (made.outcome !== "created") throw new Error(made.outcome);
  return made.text;
}

async function makeBy(key: string, body: object) {
  return api.app.inject({ method: "POST", url, headers: bearer(key), payload: body });
}

test("a person makes, lists and revokes their own keys", async () => {
  const made = await api.post(url, { name: "phone", scopes: ["actions:decide"] });
  expect(made.statusCode).toBe(201);
  expect(made.headers["cache-control"]).toBe("no-store");
  const { text, key } = made.json<Given>();
  const headers = bearer(text);
  const who = await api.app.inject({ method: "GET", url: "/v1/me", headers });
  expect(who.json()).toMatchObject({ user: { id: userId }, scopes: ["actions:decide"] });
  const list = await api.get(url);
  const { items } = list.json<{ items: { name: string }[] }>();
  expect(items.map(({ name }) => name).toSorted()).toEqual(["phone", "test"]);
  expect(list.body).not.toContain(text);

  expect((await api.post(`${url}/${key.id}/revoke`, undefined, stranger)).statusCode).toBe(404);
  expect((await api.get(url, stranger)).body).not.toContain(key.id);
  expect((await api.post(`${url}/${key.id}/revoke`)).json()).toMatchObject({ state: "revoked" });
  expect((await api.app.inject({ method: "GET", url: "/v1/me", headers })).statusCode).toBe(401);
});

test.for<AccessScope>(["admin", "audit:read"])(
  "a key cannot give %s without having it",
  async (scope) => {
    const refused = await api.post(url, { name: "more", scopes: ["actions:propose", scope] });
    expect(refused.statusCode).toBe(403);
    expect(refused.json()).toMatchObject({ code: "not_granted", field: "scopes" });
  },
);

test("a key makes none that outlives it", async () => {
  const end = new Date(api.clock.now().getTime() + 3_600_000);
  const key = await keyUntil(end, ["commands:read"]);
  const body = { name: "copy", scopes: ["commands:read"] };
  const copy = (await makeBy(key, body)).json<Given>();
  expect(copy.key.expires_at).toBe(end.toISOString());
  const later = new Date(end.getTime() + 1).toISOString();
  expect((await makeBy(key, { ...body, expires_at: later })).json()).toMatchObject({
    status: 400,
    field: "expires_at",
  });
  const earlier = new Date(end.getTime() - 1).toISOString();
  expect((await makeBy(key, { ...body, expires_at: earlier })).statusCode).toBe(201);
});

test("a service makes no keys", async () => {
  const key = await keyOfService(api.db, { scopes: ["admin"] });
  expect((await makeBy(key, { name: "x", scopes: ["audit:read"] })).json()).toMatchObject({
    code: "people_only",
  });
});
