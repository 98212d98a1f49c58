import { afterEach, beforeEach, expect, test } from "vitest";
import { stranger, TestApi, userId } from "./api.ts";
import { bearer, keyOfService } from "./callers.ts";

let api: TestApi;
beforeEach(async () => {
  api = await TestApi.start();
});
afterEach(() => api[Symbol.asyncDispose]());

const url = "/v1/github-connections";
const values = { installation_id: 42, token_ref: "vault/github", scopes: "repo" };

test("a person adds, reads, changes and removes their connections, and nobody else's", async () => {
  const created = await api.post(url, values);
  expect(created.statusCode).toBe(201);
  expect(created.json()).toMatchObject({ ...values, user_id: userId });
  const { id } = created.json<{ id: string }>();
  expect((await api.get(`${url}/${id}`)).json()).toEqual(created.json());
  expect((await api.get(url)).json()).toMatchObject({ items: [{ id }], next_cursor: null });

  expect((await api.get(`${url}/${id}`, stranger)).statusCode).toBe(404);
  expect((await api.get(url, stranger)).json()).toMatchObject({ items: [] });
  expect((await api.send("PATCH", `${url}/${id}`, { scopes: null }, stranger)).statusCode).toBe(
    404,
  );
  expect((await api.send("DELETE", `${url}/${id}`, undefined, stranger)).statusCode).toBe(404);

  const changed = await api.send("PATCH", `${url}/${id}`, { scopes: null });
  expect(changed.json()).toMatchObject({ ...values, scopes: null });
  expect((await api.send("DELETE", `${url}/${id}`)).statusCode).toBe(204);
  expect((await api.send("DELETE", `${url}/${id}`)).statusCode).toBe(404);
  const logs = await api.get("/v1/action-logs");
  expect(logs.json()).toMatchObject({
    items: [
      { action_type: "github_connection.removed", result: { by: userId } },
      { action_type: "github_connection.changed", result: { by: userId } },
      { action_type: "github_connection.created", result: { by: userId } },
    ],
  });
});

test("a token is refused, and the answer does not repeat it", async () => {
  const token = ["ghp", "a1B2c3D4e5F6g7H8j9K0a1B2c3D4e5F6g7H8"].join("_");
  const refused = await api.post(url, { token_ref: token });
  expect(refused.statusCode).toBe(400);
  expect(refused.json()).toMatchObject({ code: "invalid_input", field: "token_ref" });
  expect(refused.body).not.toContain(token);
});

test("a worker reads the connections of its user, and changes none", async () => {
  await api.post(url, values);
  const scopes = ["actions:execute"] as const;
  const key = await keyOfService(api.db, { scopes, actsFor: [userId] });
  const headers = bearer(key);
  const read = await api.app.inject({ method: "GET", url, headers });
  expect(read.json()).toMatchObject({ items: [{ token_ref: "vault/github" }] });
  const written = await api.app.inject({ method: "POST", url, headers, payload: values });
  expect(written.json()).toMatchObject({ code: "people_only" });
});
