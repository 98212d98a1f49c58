import { afterEach, beforeEach, expect, test } from "vitest";
import { stranger, TestApi, userId } from "./api.ts";

let api: TestApi;
beforeEach(async () => {
  api = await TestApi.start();
});
afterEach(() => api[Symbol.asyncDispose]());

interface Statistics {
  readonly total: { readonly count: number };
  readonly names: readonly { readonly name: string | null; readonly count: number }[];
  readonly buckets: readonly unknown[];
}

test("a caller's own records are counted, and by an auditor those of all users", async () => {
  for (const user of [userId, userId, stranger]) {
    const body = { summary: "Merge", action_type: "merge_pr", action_payload: {} };
    await api.post("/v1/pending-actions", body, user);
  }
  const url = "/v1/statistics/pending-actions?bucket=hour&since=2026-03-01T00:00:00Z";
  const own = await api.get(url);
  expect(own.statusCode).toBe(200);
  expect(own.json()).toMatchObject({
    since: "2026-03-01T00:00:00.000Z",
    until: "2026-03-01T13:00:00.000Z",
    bucket: "hour",
    total: { count: 2, outcomes: { pending: 2, confirmed: 0 }, median_ms: null, p90_ms: null },
    names: [{ name: "merge_pr", count: 2 }],
    more_names: false,
  });
  expect(own.json<Statistics>().buckets).toHaveLength(13);
  api.giveScopes(userId, ["audit:read"]);
  const headers = { "on-behalf-of": "*" };
  const all = await api.send("GET", url, undefined, userId, headers);
  expect(all.json<Statistics>().total.count).toBe(3);
});

test("action logs, commands and webhook events are counted for those who read them", async () => {
  const log = { action_type: "merge_pr", ok: false };
  await api.post("/v1/action-logs", log, userId, { "idempotency-key": "k" });
  await api.post("/v1/commands", { input_type: "text", status: "ok", intent_name: "merge" });
  await api.deliver("{}");
  const namesOf = async (path: string) =>
    (await api.get(`/v1/statistics/${path}`)).json<Statistics>().names;
  expect(await namesOf("action-logs?ok=false")).toMatchObject([{ name: "merge_pr", count: 1 }]);
  expect(await namesOf("commands")).toMatchObject([{ name: "merge", count: 1 }]);
  expect(await namesOf("webhook-events?by=event_type")).toMatchObject([{ name: "push", count: 1 }]);
});

test.for([
  ["pending-actions?bucket=year", "bucket"],
  ["commands?bucket=minute", "bucket"],
  ["action-logs?since=2026-03-02T00:00:00Z&until=2026-03-01T00:00:00Z", "since"],
  ["webhook-events?limit=3", "limit"],
])("GET /v1/statistics/%s is 400 and names %s", async ([path, field]) => {
  const response = await api.get(`/v1/statistics/${path}`);
  expect(response.statusCode).toBe(400);
  expect(response.json()).toMatchObject({ code: "invalid_input", field });
});
