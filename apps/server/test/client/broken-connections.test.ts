import { createClient } from "@handsfree/client";
import { expect, test } from "vitest";
import { TestApi, userId } from "../api.ts";
import { type Fate, startBreakingProxy } from "./breaking-proxy.ts";

const proposal = (
  summary: string,
): { summary: string; action_type: string; action_payload: null } => ({
  summary,
  action_type: "merge_pr",
  action_payload: null,
});

test("proposals whose requests or answers are lost are made once each", async () => {
  await using api = await TestApi.start();
  const url = await api.app.listen({ port: 0, host: "127.0.0.1" });
  const fates = new Map<string, Fate[]>();
  await using proxy = await startBreakingProxy(url, ({ headers }) => {
    const key = String(headers["idempotency-key"]);
    const left = fates.get(key) ?? [...(scripts[fates.size % scripts.length] ?? [])];
    fates.set(key, left);
    return left.shift() ?? "passes";
  });
  const scripts: Fate[][] = [
    [],
    ["answer lost"],
    ["request lost", "answer lost"],
    ["answer lost", "answer lost"],
  ];
  const client = createClient({ url: proxy.url, key: await api.keyOf(userId) });
  const names = Array.from({ length: 12 }, (_, number) => `proposal ${number}`);
  const made = await Promise.all(
    names.map((name) => client.pendingActions.propose(proposal(name))),
  );
  expect(new Set(made.map(({ id }) => id)).size).toBe(names.length);
  expect(proxy.passed.length).toBeGreaterThan(names.length);

  const direct = createClient({ url, key: await api.keyOf(userId) });
  const kept: string[] = [];
  for await (const { summary } of direct.pendingActions.list({ limit: 5 })) kept.push(summary);
  expect(kept.toSorted()).toEqual(names.toSorted());
});

test("a decision whose answer is lost is told once more, as the decision that it was", async () => {
  await using api = await TestApi.start();
  const url = await api.app.listen({ port: 0, host: "127.0.0.1" });
  const lost = new Set<string>();
  await using proxy = await startBreakingProxy(url, ({ method, url: path = "" }) => {
    if (method === "GET" || lost.has(path)) return "passes";
    lost.add(path);
    return "answer lost";
  });
  const client = createClient({ url: proxy.url, key: await api.keyOf(userId) });
  const { id, payload_digest } = await client.pendingActions.propose(proposal("a proposal"));
  const decided = await client.pendingActions.approve(id, { payload_digest });
  expect(decided.outcome).toBe("confirmed");
  const again = client.pendingActions.approve(id, { payload_digest });
  await expect(again).rejects.toMatchObject({ code: "already_decided" });
  expect(proxy.passed.filter((one) => one.endsWith("/approve"))).toHaveLength(3);
});

test("a change that the server cannot tell from a second one is not sent again", async () => {
  await using api = await TestApi.start();
  const url = await api.app.listen({ port: 0, host: "127.0.0.1" });
  await using proxy = await startBreakingProxy(url, () => "answer lost");
  const client = createClient({ url: proxy.url, key: await api.keyOf(userId) });
  await expect(
    client.request("PATCH /v1/github-connections/{id}", {
      path: { id: "019a2f6e-0000-7000-8000-00000000ffff" },
      body: {},
    }),
  ).rejects.toMatchObject({ code: "connection_failed" });
  expect(proxy.passed).toHaveLength(1);
});

test("a wait goes on after its connection has broken", async () => {
  await using api = await TestApi.start();
  const url = await api.app.listen({ port: 0, host: "127.0.0.1" });
  await using proxy = await startBreakingProxy(url, () => "passes");
  const client = createClient({ url: proxy.url, key: await api.keyOf(userId) });
  const action = await client.pendingActions.propose(proposal("a proposal"));
  const waiting = action.waitForDecision();
  const waits = (): number => proxy.passed.filter((one) => one.includes("/decision?")).length;
  for (const count of [1, 2]) {
    await expect.poll(waits, { timeout: 30_000 }).toBe(count);
    proxy.breakAll();
  }
  await expect.poll(waits, { timeout: 30_000 }).toBe(3);
  const { payload_digest } = action;
  await client.pendingActions.reject(action.id, { payload_digest, reason: "not now" });
  expect(await waiting).toMatchObject({
    outcome: "rejected",
    action: { decision_reason: "not now" },
  });
});
