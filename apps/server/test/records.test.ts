import { recordActionLog } from "@handsfree/repositories/action-logs";
import { recordCommand } from "@handsfree/repositories/commands";
import { createPendingAction } from "@handsfree/repositories/pending-actions";
import { afterEach, beforeEach, expect, test } from "vitest";
import { stranger, TestApi, userId } from "./api.ts";
import { bearer } from "./callers.ts";

let api: TestApi;
beforeEach(async () => {
  api = await TestApi.start();
});
afterEach(() => api[Symbol.asyncDispose]());

test.for(["{bad", "", "\ufeff", '{"input_type":'])("the body %j is 400", async (body) => {
  expect((await api.post("/v1/commands", body)).json()).toMatchObject({ status: 400 });
});

test("a body of another type is 415, one over 1 MiB 413", async () => {
  const form = await api.app.inject({
    method: "POST",
    url: "/v1/commands",
    headers: { ...bearer(await api.keyOf(userId)), "content-type": "text/plain" },
    payload: "x",
  });
  expect(form.statusCode).toBe(415);
  expect((await api.post("/v1/commands", `"${"x".repeat(1024 * 1024)}"`)).statusCode).toBe(413);
});

const userRoutes = ["/v1/commands", "/v1/pending-actions", "/v1/action-logs"];

test.for([
  ["limit=0", "limit"],
  ["limit=1001", "limit"],
  ["limit=ten", "limit"],
  ["limit=1&limit=2", "limit"],
  ["limit=", "limit"],
  ["cursor=x", "cursor"],
  ["cursor=", "cursor"],
  ["since=yesterday", "since"],
  ["until=2026-01-01T00:00:00", "until"],
  ["since=2026-12-31T23:59:60Z", "since"],
  ["user_id=019a2f6e-0000-7000-8000-000000000002", "user_id"],
])("?%s is 400 in every list and names %s", async ([query, field]) => {
  for (const url of [...userRoutes, "/v1/webhook-events"]) {
    const response = await api.get(`${url}?${query}`);
    expect(response.statusCode).toBe(400);
    expect(response.json()).toMatchObject({ code: "invalid_input", field });
  }
});

test("a parameter where none is taken is 400", async () => {
  const command = { input_type: "text", status: "ok" };
  expect((await api.post("/v1/commands?store=1", command)).json()).toMatchObject({
    field: "store",
  });
  expect((await api.post("/v1/pending-actions/confirm?token=x", { token: "x" })).statusCode).toBe(
    400,
  );
});

test("the lists page through the caller's rows alone, and take no other's cursor", async () => {
  for (const owner of [userId, stranger, userId, stranger, userId]) {
    await recordCommand(api.db, { userId: owner, inputType: "text", status: "ok" }, api.clock);
    // Which makes an action log as well.
    const action = { userId: owner, summary: "s", actionType: "t", actionPayload: 1 };
    await createPendingAction(api.db, action, api.clock);
    api.clock.advance(1000);
  }
  for (const url of userRoutes) {
    type List = { items: { user_id: string; id: string }[]; next_cursor: string | null };
    const first = (await api.get(`${url}?limit=2`)).json<List>();
    const second = (await api.get(`${url}?limit=2&cursor=${first.next_cursor}`)).json<List>();
    const items = [...first.items, ...second.items];
    expect(items.map((item) => item.user_id)).toEqual([userId, userId, userId]);
    expect(new Set(items.map(({ id }) => id)).size).toBe(3);
    expect(second.next_cursor).toBeNull();
    const theirs = await api.get(`${url}?cursor=${first.next_cursor}`, stranger);
    expect(theirs.json()).toMatchObject({ status: 400, code: "invalid_input", field: "cursor" });
  }
});

test("filters choose", async () => {
  await recordActionLog(api.db, { userId, actionType: "merge", ok: true, target: "a" }, api.clock);
  await recordActionLog(api.db, { userId, actionType: "rerun", ok: false, target: "b" }, api.clock);
  await recordCommand(
    api.db,
    { userId, inputType: "text", status: "ok", intentName: "x" },
    api.clock,
  );
  await recordCommand(
    api.db,
    { userId, inputType: "text", status: "error", profile: "kitchen" },
    api.clock,
  );
  const count = async (url: string): Promise<number> =>
    (await api.get(url)).json<{ items: unknown[] }>().items.length;
  for (const query of [
    "action_type=merge",
    "ok=false",
    "target=a",
    "until=2026-03-01T12:00:00.001Z&ok=true",
  ]) {
    expect(await count(`/v1/action-logs?${query}`)).toBe(1);
  }
  for (const query of ["profile=kitchen", "status=error", "intent_name=x"]) {
    expect(await count(`/v1/commands?${query}`)).toBe(1);
  }
  expect(await count("/v1/commands?since=2026-03-01T12:00:00.001%2B00:00")).toBe(0);
});

test("health is 200 when migrated and writable, 503 when not", async () => {
  expect((await api.get("/health")).json()).toEqual({ status: "ok" });
  await api.db.deleteFrom("schema_migrations" as never).execute();
  api.clock.advance(1000);
  const outdated = await api.get("/health");
  expect(outdated.statusCode).toBe(503);
  expect(outdated.json()).toMatchObject({ code: "schema_outdated" });
});

test("a route that is not there is a 404 problem without the query", async () => {
  const response = await api.get("/v1/nothing?token=secret");
  expect(response.statusCode).toBe(404);
  expect(response.headers["content-type"]).toMatch(/^application\/problem\+json/);
  expect(response.body).not.toContain("secret");
});
