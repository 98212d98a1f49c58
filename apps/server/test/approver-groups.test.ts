import type { LightMyRequestResponse } from "fastify";
import { afterEach, beforeEach, expect, test } from "vitest";
import { stranger, TestApi, userId } from "./api.ts";
import { bearer } from "./callers.ts";
import { checkAnswer } from "./check-answer.ts";

let api: TestApi;
beforeEach(async () => {
  api = await TestApi.start();
  await api.db.updateTable("users").set({ role: "admin" }).where("id", "=", userId).execute();
  api.giveScopes(userId, ["admin", "actions:propose"]);
});
afterEach(() => api[Symbol.asyncDispose]());

const url = "/v1/approver-groups";

async function send(method: "PUT" | "DELETE", path: string): Promise<LightMyRequestResponse> {
  const headers = bearer(await api.keyOf(userId));
  const response = await api.app.inject({ method, url: `${url}/${path}`, headers });
  checkAnswer(method, `${url}/${path}`, response);
  return response;
}

test("an admin adds groups and members, lists and removes them", async () => {
  await api.keyOf(stranger);
  const created = await api.post(url, { name: "on call" });
  expect(created.statusCode).toBe(201);
  expect(created.json()).toMatchObject({ name: "on call", created_by: userId });
  expect((await api.post(url, { name: "on call" })).json()).toMatchObject({ code: "name_taken" });
  expect((await api.get(url)).json()).toMatchObject({ items: [{ name: "on call" }] });
  expect((await api.get(`${url}/on%20call`)).json()).toEqual(created.json());

  for (let n = 0; n < 2; n++) {
    expect((await send("PUT", `on%20call/members/${stranger}`)).statusCode).toBe(204);
  }
  const members = await api.get(`${url}/on%20call/members`);
  expect(members.json()).toMatchObject({ items: [{ user_id: stranger, added_by: userId }] });
  for (let n = 0; n < 2; n++) {
    expect((await send("DELETE", `on%20call/members/${stranger}`)).statusCode).toBe(204);
  }
  expect((await api.get(`${url}/on%20call/members`)).json()).toEqual({ items: [] });
  expect((await send("DELETE", "on%20call")).statusCode).toBe(204);
  expect((await send("DELETE", "on%20call")).statusCode).toBe(404);
});

test("what does not exist is 404, and says what", async () => {
  expect((await api.get(`${url}/none`)).statusCode).toBe(404);
  expect((await api.get(`${url}/none/members`)).statusCode).toBe(404);
  expect((await send("PUT", `none/members/${stranger}`)).json()).toMatchObject({
    code: "not_found",
  });
  await api.post(url, { name: "release" });
  const nobody = "019a2f6e-0000-7000-8000-0000000000ff";
  expect((await send("PUT", `release/members/${nobody}`)).json()).toMatchObject({
    status: 404,
    code: "user_not_found",
    field: "user_id",
  });
});

test("a group that a waiting action asks is not deleted", async () => {
  await api.post(url, { name: "release" });
  await api.propose();
  await api.db.updateTable("pending_actions").set({ approver_group: "release" }).execute();
  expect((await send("DELETE", "release")).json()).toMatchObject({
    status: 409,
    code: "in_use",
    waiting: 1,
  });
});

test.for(["", " x", "a\u200bb", 1])("the name %j is 400", async (name) => {
  const response = await api.post(url, { name });
  expect(response.statusCode).toBe(400);
  expect(response.json()).toMatchObject({ field: "name" });
});
