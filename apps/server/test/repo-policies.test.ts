import { afterEach, beforeEach, expect, test } from "vitest";
import { stranger, TestApi, userId } from "./api.ts";
import { bearer, keyOfService } from "./callers.ts";

let api: TestApi;
beforeEach(async () => {
  api = await TestApi.start();
});
afterEach(() => api[Symbol.asyncDispose]());

const url = "/v1/repo-policies";

test("a person sets, reads and removes policies of repositories, in any case of the name", async () => {
  const created = await api.send("PUT", `${url}/Octo/Repo`, { required_approvals: 2 });
  expect(created.statusCode).toBe(201);
  expect(created.json()).toMatchObject({
    user_id: userId,
    repository: "Octo/Repo",
    allow_merge: false,
    required_approvals: 2,
  });
  const changed = await api.send("PUT", `${url}/octo/repo`, { allow_merge: true });
  expect(changed.statusCode).toBe(200);
  expect(changed.json()).toMatchObject({
    repository: "octo/repo",
    allow_merge: true,
    required_approvals: 2,
  });
  expect((await api.get(`${url}/OCTO/repo`)).json()).toEqual(changed.json());
  expect((await api.get(url)).json()).toMatchObject({ items: [changed.json()] });
  expect((await api.get(`${url}/octo/repo`, stranger)).statusCode).toBe(404);
  expect((await api.send("DELETE", `${url}/octo/repo`, undefined, stranger)).statusCode).toBe(404);
  expect((await api.send("DELETE", `${url}/octo/repo`)).statusCode).toBe(204);
  expect((await api.get(`${url}/octo/repo`)).statusCode).toBe(404);
});

test.for([
  ["octo/re%20po", {}, "repository"],
  ["octo/repo", { required_approvals: -1 }, "required_approvals"],
  ["octo/repo", { allow_all: true }, "allow_all"],
] as const)("%s with %j is 400 and names %s", async ([repository, body, field]) => {
  const refused = await api.send("PUT", `${url}/${repository}`, body);
  expect(refused.statusCode).toBe(400);
  expect(refused.json()).toMatchObject({ code: "invalid_input", field });
});

test("an agent reads the policies of its user, and changes none", async () => {
  await api.send("PUT", `${url}/octo/repo`, {});
  const scopes = ["actions:propose", "actions:execute"] as const;
  const headers = bearer(await keyOfService(api.db, { scopes, actsFor: [userId] }));
  const read = await api.app.inject({ method: "GET", url: `${url}/octo/repo`, headers });
  expect(read.json()).toMatchObject({ repository: "octo/repo" });
  const set = { method: "PUT", url: `${url}/octo/repo`, headers, payload: {} } as const;
  expect((await api.app.inject(set)).json()).toMatchObject({ code: "people_only" });
});
