import { sql } from "kysely";
import { createWebhookEndpoint } from "@handsfree/repositories/webhook-endpoints";
import { afterEach, beforeEach, expect, test } from "vitest";
import { stranger, TestApi, userId } from "../api.ts";
import { bearer, keyOfService, keyOfUser } from "../callers.ts";
import { scrape } from "./scrape.ts";

let api: TestApi;
let key: string;
beforeEach(async () => {
  api = await TestApi.start();
  key = await keyOfUser(api.db, stranger, ["metrics:read"]);
});
afterEach(() => api[Symbol.asyncDispose]());

test("metrics are for keys with metrics:read, in the text format of Prometheus", async () => {
  const ask = (headers: Record<string, string>) => api.app.inject({ url: "/metrics", headers });
  expect((await ask({})).statusCode).toBe(401);
  expect((await ask(bearer(await api.keyOf(userId)))).statusCode).toBe(403);
  const monitor = await keyOfService(api.db, { scopes: ["metrics:read"] });
  const answer = await ask(bearer(monitor));
  expect(answer.statusCode).toBe(200);
  expect(answer.headers["content-type"]).toBe("text/plain; version=0.0.4; charset=utf-8");
});

test("requests are counted by route, method and class of status, and no label holds an id or a query", async () => {
  const id = "019a2f6e-0000-7000-8000-00000000beef";
  await api.get(`/v1/pending-actions/${id}`);
  await api.get(`/v1/pending-actions/${id}`);
  await api.get("/v1/pending-actions?limit=7");
  await api.get("/v1/PRIVATE-nothing?token=PRIVATE-token");
  const metrics = await scrape(api.app, key);
  const count = (labels: string): number | undefined =>
    metrics[`handsfree_http_requests_total{${labels}}`];
  expect(count('route="/v1/pending-actions/:id",method="GET",status="4xx"')).toBe(2);
  expect(count('route="/v1/pending-actions",method="GET",status="2xx"')).toBe(1);
  expect(count('route="none",method="GET",status="4xx"')).toBe(1);
  expect(
    metrics[
      'handsfree_http_request_duration_seconds_count{route="/v1/pending-actions/:id",method="GET"}'
    ],
  ).toBe(2);
  expect(Object.keys(metrics).join()).not.toMatch(/PRIVATE|beef|limit/);
});

test("the queues are measured when they are read, and at most once in ten seconds", async () => {
  const oldest = 'handsfree_queue_oldest_due_seconds{queue="decision"}';
  const waiting = 'handsfree_queue_due{queue="decision"}';
  await api.propose();
  api.clock.advance(30_000);
  expect(await scrape(api.app, key)).toMatchObject({ [waiting]: 1, [oldest]: 30 });
  await api.propose({ pr: 13 });
  expect(await scrape(api.app, key)).toMatchObject({ [waiting]: 1, [oldest]: 30 });
  api.clock.advance(10_000);
  expect(await scrape(api.app, key)).toMatchObject({ [waiting]: 2, [oldest]: 40 });
});

test("events of records are counted from the first scrape on, once they are committed", async () => {
  const proposed = 'handsfree_events_total{type="pending_action.proposed"}';
  await api.propose();
  expect((await scrape(api.app, key))[proposed]).toBeUndefined();
  await api.propose({ pr: 13 });
  const token = await api.propose({ pr: 14 });
  await api.post("/v1/pending-actions/confirm", { token });
  api.clock.advance(10_000);
  expect(await scrape(api.app, key)).toMatchObject({
    [proposed]: 2,
    'handsfree_events_total{type="pending_action.confirmed"}': 1,
  });
  api.clock.advance(10_000);
  expect(await scrape(api.app, key)).toMatchObject({ [proposed]: 2 });
});

test("the feed lag is the age of an event that an endpoint wants and has no delivery of", async () => {
  const stream = 'handsfree_feed_lag_seconds{kind="stream"}';
  const endpoint = 'handsfree_feed_lag_seconds{kind="webhook_endpoint"}';
  await api.propose();
  api.clock.advance(10_000);
  expect(await scrape(api.app, key)).toMatchObject({ [stream]: 0, [endpoint]: 0 });
  const types = ["pending_action.proposed"] as const;
  await createWebhookEndpoint(api.db, { url: "https://example.org/", types }, api.clock);
  await api.propose({ pr: 13 });
  api.clock.advance(90_000);
  expect(await scrape(api.app, key)).toMatchObject({ [stream]: 0, [endpoint]: 90 });
});

test("a queue that cannot be measured has no value, and the other metrics stay", async () => {
  await sql`alter table agent_tasks rename to elsewhere`.execute(api.db);
  await api.get("/v1/me");
  const names = Object.keys(await scrape(api.app, key)).join("\n");
  expect(names).not.toContain("handsfree_queue");
  expect(names).toContain("handsfree_http_requests_total");
});
