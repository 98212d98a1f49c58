import { createClient } from "@handsfree/client";
import { expect, test } from "vitest";
import { TestApi, userId } from "../api.ts";
import { keyOfService } from "../callers.ts";
import { expected, useClient } from "./core.ts";

test("a program uses the whole client", async () => {
  await using api = await TestApi.start();
  const url = await api.app.listen({ port: 0, host: "127.0.0.1" });
  const client = createClient({ url, key: await api.keyOf(userId) });
  expect(await useClient(client, "node")).toEqual(expected);
});

test("an agent proposes for a person, and a worker carries out what the person approves", async () => {
  await using api = await TestApi.start();
  const url = await api.app.listen({ port: 0, host: "127.0.0.1" });
  const person = createClient({ url, key: await api.keyOf(userId) });
  const key = await keyOfService(api.db, {
    scopes: ["actions:propose", "actions:execute"],
    actsFor: [userId],
  });
  const agent = createClient({ url, key, onBehalfOf: userId });
  const nothing = await agent.pendingActions.claim({ types: ["merge_pr"], worker: "w" });
  expect(nothing).toEqual({ items: [] });
  const action = await agent.pendingActions.propose({
    summary: "Merge",
    action_type: "merge_pr",
    action_payload: { number: 12 },
  });
  const waiting = action.waitForDecision();
  const { id, payload_digest } = (await person.pendingActions.list().page()).items[0] ?? action;
  const { decisions } = await person.pendingActions.decideMany({
    decisions: [{ id, verdict: "approve", payload_digest }],
  });
  expect(decisions.map(({ outcome }) => outcome)).toEqual(["confirmed"]);
  expect((await waiting).outcome).toBe("confirmed");

  const { items } = await agent.pendingActions.claim({ types: ["merge_pr"], worker: "w" });
  expect(items.map((claimed) => claimed.action.id)).toEqual([id]);
  const lease_token = items[0]?.lease.token ?? "";
  await agent.pendingActions.heartbeat(id, { lease_token });
  const ended = await agent.pendingActions.succeed(id, { lease_token, result: { merged: true } });
  expect(ended.action.result).toEqual({ merged: true });
  await expect(agent.pendingActions.release(id, { lease_token })).rejects.toMatchObject({
    status: 409,
    code: "already_ended",
  });
  await expect(agent.pendingActions.approve(id, { payload_digest })).rejects.toMatchObject({
    status: 403,
  });
});
