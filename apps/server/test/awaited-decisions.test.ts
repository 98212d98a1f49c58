import { getEventListeners } from "node:events";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startServerProcess, temporaryDirectory } from "@handsfree/testkit";
import { afterEach, beforeEach, expect, test } from "vitest";
import { stranger, TestApi, userId } from "./api.ts";
import { adminKey, bearer } from "./callers.ts";

let api: TestApi;
beforeEach(async () => {
  api = await TestApi.start();
});
afterEach(() => api[Symbol.asyncDispose]());

/** The path of an action's decision, and its token. */
async function propose(): Promise<{ path: string; token: string }> {
  const body = { summary: "s", action_type: "t", action_payload: {} };
  const { id, token } = (await api.post("/v1/pending-actions", body)).json<{
    id: string;
    token: string;
  }>();
  return { path: `/v1/pending-actions/${id}/decision`, token };
}

const waiters = (): number => getEventListeners(api.app.closingSignal, "abort").length;

test("an answer waits for the decision, and comes with it", async () => {
  const { path, token } = await propose();
  const answers = Array.from({ length: 5 }, () => api.get(`${path}?wait_seconds=60`));
  await expect.poll(waiters).toBe(5);
  await api.post("/v1/pending-actions/confirm", { token });
  for (const answer of await Promise.all(answers)) {
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toMatchObject({ outcome: "confirmed", action: { state: "confirmed" } });
  }
  expect(waiters()).toBe(0);
});

test("without a time to wait it tells how things are", async () => {
  const { path, token } = await propose();
  expect((await api.get(path)).json()).toEqual({ outcome: "timed_out", action: null });
  await api.post("/v1/pending-actions/cancel", { token });
  expect((await api.get(path)).json()).toMatchObject({ outcome: "cancelled" });
});

test("one that expired undecided is told so", async () => {
  const { path } = await propose();
  api.clock.advance(3_600_000);
  expect((await api.get(path)).json()).toMatchObject({
    outcome: "expired",
    action: { state: "expired" },
  });
});

test("another's action and an unknown one are 404, at once", async () => {
  const { path } = await propose();
  const answers = [
    await api.get(`${path}?wait_seconds=60`, stranger),
    await api.get(`/v1/pending-actions/${stranger}/decision?wait_seconds=60`),
  ];
  for (const answer of answers) {
    expect(answer.statusCode).toBe(404);
    expect(answer.json()).toMatchObject({ code: "not_found" });
  }
});

test.for(["wait_seconds=61", "wait_seconds=-1", "wait_seconds=1.5", "token=x", "wait_second=1"])(
  "the query %s is 400",
  async (query) => {
    const { path } = await propose();
    const answer = await api.get(`${path}?${query}`);
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({ code: "invalid_input", field: query.split("=")[0] });
  },
);

test("who goes away is waited for no longer", async () => {
  const { path } = await propose();
  const url = await api.app.listen({ port: 0, host: "127.0.0.1" });
  const caller = new AbortController();
  const answer = fetch(`${url}${path}?wait_seconds=60`, {
    headers: bearer(await api.keyOf(userId)),
    signal: caller.signal,
  }).catch((error: unknown) => error);
  await expect.poll(waiters).toBe(1);
  caller.abort();
  expect(await answer).toMatchObject({ name: "AbortError" });
  await expect.poll(waiters).toBe(0);
});

test("a server that shuts down answers those who wait, and no token is in its log", async () => {
  await using directory = await temporaryDirectory();
  const entry = fileURLToPath(new URL("../src/main.ts", import.meta.url));
  await using server = await startServerProcess(entry, {
    DUCKDB_PATH: join(directory.path, "x.db"),
    LOG_LEVEL: "trace",
  });
  const key = await adminKey(directory.path);
  const headers = { ...bearer(key), "content-type": "application/json" };
  const post = async (path: string, body: object): Promise<Record<string, unknown>> => {
    const init = { method: "POST", headers, body: JSON.stringify(body) };
    const response = await fetch(`${server.url}/v1/pending-actions${path}`, init);
    return (await response.json()) as Record<string, unknown>;
  };
  const proposal = { summary: "s", action_type: "t", action_payload: "PRIVATE" };
  await post("/confirm", { token: (await post("", proposal))["token"] });
  const claimed = await post("/claim", { types: ["t"], worker: "ada" });
  const [item] = claimed["items"] as { lease: { token: string }; action: { id: string } }[];
  const { lease: { token: lease = "" } = {}, action: { id = "" } = {} } = item ?? {};
  const failure = { lease_token: lease, error: "PRIVATE", result: "PRIVATE" };
  expect(await post(`/${id}/fail`, failure)).toMatchObject({ outcome: "failed" });

  const waiting = await post("", proposal);
  const path = `/v1/pending-actions/${String(waiting["id"])}/decision`;
  const answer = fetch(`${server.url}${path}?wait_seconds=60`, { headers });
  await expect.poll(() => server.output()).toContain(path);
  expect(await server.stop("SIGTERM")).toBe(0);
  const response = await answer;
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({ outcome: "timed_out", action: null });
  for (const word of ["PRIVATE", lease]) expect(server.output()).not.toContain(word);
});
