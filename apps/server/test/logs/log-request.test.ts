import { afterEach, beforeEach, expect, test } from "vitest";
import { safeError } from "../../src/safe-log.ts";
import { TestApi, userId } from "../api.ts";

interface Line {
  readonly msg: string;
  readonly [member: string]: unknown;
}

let api: TestApi;
let lines: Line[];
beforeEach(async () => {
  lines = [];
  const write = (line: string): void => void lines.push(JSON.parse(line) as Line);
  const logger = { level: "info", serializers: { err: safeError }, stream: { write } };
  api = await TestApi.start({}, logger);
  lines.length = 0;
});
afterEach(() => api[Symbol.asyncDispose]());

const trace = "4bf92f3577b34da6a3ce929d0e0e4736";
const traceparent = `00-${trace}-00f067aa0ba902b7-01`;

test("a request is one line with its caller, its key, its route and its outcome, and no value of its query", async () => {
  const id = "019a2f6e-0000-7000-8000-00000000beef";
  await api.get(`/v1/pending-actions/${id}?PRIVATE=PRIVATE`);
  await api.get(`/v1/pending-actions/${id}`);
  expect(lines).toHaveLength(2);
  const { id: credentialId } = await api.db
    .selectFrom("access_keys")
    .select("id")
    .executeTakeFirstOrThrow();
  expect(lines[1]).toMatchObject({
    level: 30,
    msg: "request completed",
    request_id: expect.any(String) as unknown,
    method: "GET",
    path: `/v1/pending-actions/${id}`,
    route: "/v1/pending-actions/:id",
    statusCode: 404,
    milliseconds: expect.any(Number) as unknown,
    callerId: userId,
    credentialId,
  });
  expect(JSON.stringify(lines)).not.toContain("PRIVATE");
});

test("a request that nobody is known by has no caller", async () => {
  await api.app.inject({ url: "/v1/me" });
  expect(lines.at(-1)).toMatchObject({ route: "/v1/me", statusCode: 401 });
  expect(lines.at(-1)).not.toHaveProperty("callerId");
});

test("probes and scrapes that succeed are not at the level info, and those that fail are", async () => {
  for (const url of ["/health", "/health/live", "/health/ready"]) await api.get(url);
  expect(lines).toEqual([]);
  await api.get("/metrics");
  await api.db.deleteFrom("schema_migrations" as never).execute();
  api.clock.advance(1000);
  await api.get("/health/ready");
  const completed = lines.filter(({ msg }) => msg === "request completed");
  expect(completed.map(({ route, statusCode }) => [route, statusCode])).toEqual([
    ["/metrics", 403],
    ["/health/ready", 503],
  ]);
});

test("the trace id of the caller is in each line of its request", async () => {
  const headers = { traceparent, "x-github-event": "push" };
  await api.app.inject({ method: "POST", url: "/v1/commands", headers });
  await api.app.inject({ url: "/v1/me", headers: { ...headers, authorization: "Bearer nothing" } });
  expect(lines.length).toBeGreaterThan(2);
  expect(lines.map(({ traceId }) => traceId)).toEqual(lines.map(() => trace));
});
