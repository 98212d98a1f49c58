import { runOnce } from "@handsfree/repositories/action-logs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { stranger, TestApi, userId } from "./api.ts";

let api: TestApi;
beforeEach(async () => {
  api = await TestApi.start();
});
afterEach(() => api[Symbol.asyncDispose]());

const merged = {
  action_type: "merge_pr",
  target: "octo/repo#12",
  request: { pr: 12 },
  result: { sha: "3d65ea3" },
  ok: true,
};
const record = (body: object | string = merged, key = '"k"', user = userId) =>
  api.post("/v1/action-logs", body, user, { "idempotency-key": key });

test("a side effect is on record once for each key: 201, then 200 with the first record", async () => {
  const first = await record();
  expect(first.statusCode).toBe(201);
  expect(first.json()).toMatchObject({ ...merged, user_id: userId, idempotency_key: "k" });
  const again = await record({ ...merged, ok: false, result: "another" });
  expect(again.statusCode).toBe(200);
  expect(again.json()).toEqual(first.json());
  expect((await record(merged, '"k"', stranger)).statusCode).toBe(201);
  const { items } = (await api.get("/v1/action-logs")).json<{ items: unknown[] }>();
  expect(items).toEqual([first.json()]);
});

test("another request with the same key is 422, and tells nothing of the first", async () => {
  await record({ ...merged, request: "the first one's words" });
  const other = await record({ ...merged, request: { pr: 13 } });
  expect(other.statusCode).toBe(422);
  expect(other.headers["content-type"]).toMatch(/^application\/problem\+json/);
  expect(other.json()).toMatchObject({ code: "key_reused", field: "idempotency-key" });
  expect(other.body).not.toContain("words");
});

test("while a run with the key has not ended it is 409", async () => {
  const begun = Promise.withResolvers<void>();
  const end = Promise.withResolvers<string>();
  const run = runOnce(
    api.db,
    {
      userId,
      actionType: "merge_pr",
      target: merged.target,
      request: merged.request,
      idempotencyKey: "k",
    },
    () => {
      begun.resolve();
      return end.promise;
    },
    api.clock,
  );
  await begun.promise;
  const during = await record();
  expect(during.statusCode).toBe(409);
  expect(during.json()).toMatchObject({
    code: "in_progress",
    lease_expires_at: "2026-03-01T12:01:00.000Z",
  });
  end.resolve("done");
  await run;
  const after = await record();
  expect(after.statusCode).toBe(200);
  expect(after.json()).toMatchObject({ result: "done" });
});

test.for([
  ['"8e03978e-40d5"', "8e03978e-40d5"],
  ["8e03978e-40d5", "8e03978e-40d5"],
  [String.raw`"a \"b\" \\c; d, e"`, String.raw`a "b" \c; d, e`],
])("the header %s is the key %s", async ([header, key]) => {
  expect((await record(merged, header)).json()).toMatchObject({ idempotency_key: key });
});

test.for(["", '""', '"a', '"a", "b"', String.raw`"a\b"`, `"${"k".repeat(1001)}"`])(
  "the header %s is 400",
  async (header) => {
    const response = await record(merged, header);
    expect(response.statusCode).toBe(400);
    expect(response.json()).toMatchObject({ code: "invalid_input", field: "idempotency-key" });
  },
);

test("without a key it is 400, since a retry would be a second record", async () => {
  const response = await api.post("/v1/action-logs", merged);
  expect(response.statusCode).toBe(400);
  expect(response.json()).toMatchObject({ code: "invalid_input", field: "idempotency-key" });
});

test.for<[object, string]>([
  [{ ok: true }, "action_type"],
  [{ action_type: "", ok: true }, "action_type"],
  [{ action_type: "pending_action.confirmed", ok: true }, "action_type"],
  [{ action_type: "a" }, "ok"],
  [{ action_type: "a", ok: "yes" }, "ok"],
  [{ action_type: "a", ok: true, target: "" }, "target"],
  [{ action_type: "a", ok: true, results: 1 }, "results"],
])("the body %j is 400 and names %s", async ([body, field]) => {
  const response = await record(body);
  expect(response.statusCode).toBe(400);
  expect(response.json()).toMatchObject({ code: "invalid_input", field });
});

test("secrets are redacted, and numbers keep their digits", async () => {
  const response = await record(
    '{"action_type":"a","ok":true,"request":{"id":12345678901234567890,"x":2.50,"api_key":"lovelace"},' +
      '"result":"Bearer a1B2c3D4e5F6g7H8"}',
  );
  expect(response.body).toContain(
    '"request":{"id":12345678901234567890,"x":2.50,"api_key":"[redacted]"},"result":"Bearer [redacted]"',
  );
});

test("one is found by its id, by its user alone", async () => {
  const { id } = (await record()).json<{ id: string }>();
  const found = await api.get(`/v1/action-logs/${id}`);
  expect(found.statusCode).toBe(200);
  expect(found.json()).toMatchObject({ id, ...merged });
  for (const response of [
    await api.get(`/v1/action-logs/${id}`, stranger),
    await api.get(`/v1/action-logs/${userId}`),
  ]) {
    expect(response.statusCode).toBe(404);
    expect(response.json()).toMatchObject({ code: "not_found" });
  }
  expect((await api.get("/v1/action-logs/7")).json()).toMatchObject({ status: 400, field: "id" });
  expect((await api.get(`/v1/action-logs/${id}?x=1`)).statusCode).toBe(400);
});

test("a search finds a part of the type or the target, and its cursor belongs to it", async () => {
  for (const pr of [1, 2]) await record({ ...merged, target: `octo/Repo#${pr}` }, `"${pr}"`);
  const { body } = await api.get("/v1/action-logs?q=REPO%232");
  expect(JSON.parse(body)).toMatchObject({ items: [{ target: "octo/Repo#2" }], next_cursor: null });
  interface Page {
    readonly items: { readonly credential_id: string }[];
    readonly next_cursor: string;
  }
  const page = (await api.get("/v1/action-logs?q=merge&limit=1")).json<Page>();
  expect((await api.get(`/v1/action-logs?q=e&cursor=${page.next_cursor}`)).statusCode).toBe(400);
  const key = page.items[0]?.credential_id;
  const byKey = (await api.get(`/v1/action-logs?credential_id=${key}`)).json<Page>();
  expect(byKey.items).toHaveLength(2);
  for (const wrong of ["q=", `q=${"x".repeat(201)}`, "credential_id=mine"]) {
    expect((await api.get(`/v1/action-logs?${wrong}`)).statusCode).toBe(400);
  }
});
