import { runGranted } from "@handsfree/agents";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ask, Asking, deploy } from "./asking.ts";

let asking: Asking;
beforeEach(async () => {
  asking = await Asking.start();
});
afterEach(() => asking[Symbol.asyncDispose]());

test("a call that a person approves is granted with its own arguments, and is on record", async () => {
  const agent = await asking.agent();
  const answer = ask(agent, { repository: "octo/shop" });
  const [waiting] = await asking.waiting(1);
  expect(waiting).toMatchObject({
    summary: "Deploy shop 4.2.0",
    action_type: "deploy",
    action_payload: deploy.arguments,
    repository: "octo/shop",
    editable: false,
  });
  await asking.approve();
  const permission = await answer;
  if (!permission.granted) throw new Error(permission.reason);
  expect(permission).toMatchObject({ actionId: waiting?.id, edited: false, asked: true });
  expect(permission.arguments).toBe(deploy.arguments);
  const result = await runGranted(
    agent,
    permission,
    async (given) => ({ deployed: given }),
    ({ deployed }) => ({ ok: true, result: { deployed, log: "done" } }),
  );
  expect(result).toEqual({ deployed: deploy.arguments });
  expect(await asking.person.pendingActions.get(permission.actionId)).toMatchObject({
    state: "succeeded",
    result: { deployed: deploy.arguments, log: "done" },
  });
});

test("a rejection is refused with the reason that the person gave", async () => {
  const agent = await asking.agent();
  const answer = ask(agent);
  await asking.reject("wait for the release notes");
  expect(await answer).toMatchObject({
    granted: false,
    refusal: "rejected",
    reason: "A person rejected this call. Reason: wait for the release notes",
    actionId: expect.any(String),
  });
  const again = ask(agent);
  await asking.reject();
  expect(await again).toMatchObject({ reason: "A person rejected this call." });
});

test("a policy denies and allows without people", async () => {
  const agent = await asking.agent();
  await asking.setPolicy('deny: "no deployments on Friday"');
  expect(await ask(agent)).toMatchObject({
    refusal: "denied",
    reason: expect.stringMatching(
      /^A policy denies this call\. Reason: .*no deployments on Friday/,
    ),
  });
});

test("what a policy allows is granted at once, each time", async () => {
  const agent = await asking.agent();
  await asking.setPolicy("allow: true");
  const ids = new Set<string | null>();
  asking.passed.length = 0;
  for (const _ of "123") {
    const permission = await ask(agent);
    if (!permission.granted) throw new Error(permission.reason);
    expect(permission.asked).toBe(false);
    await runGranted(agent, permission, async () => undefined);
    ids.add(permission.actionId);
  }
  expect(ids.size).toBe(3);
  // One request before a call, and the report after it.
  const ends = asking.passed.map((request) => request.split("/").at(-1));
  expect(ends.join(" ").split("pending-actions succeed")).toHaveLength(4);
  expect(ends).toHaveLength(6);
});

test("an unanswered question is resumed by the same call, also of another process", async () => {
  const first = await asking.agent();
  const unanswered = await ask(first, {}, { timeout: 0 });
  expect(unanswered).toMatchObject({ granted: false, refusal: "unanswered" });
  // The same members in another order.
  const again = ask(first, { arguments: { version: "4.2.0", service: "shop" } });
  await asking.approve();
  expect(await again).toMatchObject({ granted: true, actionId: unanswered.actionId });
});

test("after a call has run, or was refused, the same call asks anew", async () => {
  const agent = await asking.agent();
  const first = ask(agent);
  await asking.approve();
  const granted = await first;
  if (!granted.granted) throw new Error(granted.reason);
  await runGranted(agent, granted, async () => undefined);
  const second = await ask(agent, {}, { timeout: 0 });
  expect(second).toMatchObject({ refusal: "unanswered" });
  expect(second.actionId).not.toBe(granted.actionId);
  await asking.reject();
  const third = await ask(agent, {}, { timeout: 0 });
  expect(third).toMatchObject({ refusal: "unanswered" });
  expect(third.actionId).not.toBe(second.actionId);
});

test("a question that expires is refused, and the same call asks anew", async () => {
  const agent = await asking.agent();
  const answer = ask(agent, {}, { expiresInSeconds: 10 });
  await asking.waiting(1);
  asking.api.clock.advance(10_000);
  const expired = await answer;
  expect(expired).toMatchObject({ refusal: "expired" });
  const again = await ask(agent, {}, { expiresInSeconds: 10, timeout: 0 });
  expect(again).toMatchObject({ refusal: "unanswered" });
  expect(again.actionId).not.toBe(expired.actionId);
});

test("arguments that a person changed are what runs, and only where they may", async () => {
  const agent = await asking.agent();
  const answer = ask(agent, {}, { editable: true });
  const [waiting] = await asking.waiting(1);
  if (waiting === undefined) throw new Error("nothing waits");
  const { action } = await asking.person.pendingActions.edit(waiting.id, {
    payload_digest: waiting.payload_digest,
    action_payload: { service: "shop", version: "4.1.9" },
  });
  // While it waits, the question is the same.
  expect(await ask(agent, {}, { editable: true, timeout: 0 })).toMatchObject({
    refusal: "unanswered",
    actionId: waiting.id,
  });
  await asking.person.pendingActions.approve(action.id, {
    payload_digest: action.payload_digest,
  });
  expect(await answer).toMatchObject({
    granted: true,
    edited: true,
    arguments: { service: "shop", version: "4.1.9" },
  });
});

test("of two identical calls at once exactly one runs", async () => {
  const agents = [await asking.agent(), await asking.agent()];
  const [one] = agents;
  if (one === undefined) throw new Error("no agent");
  const answers = Promise.all([ask(one), ask(one), ask(one)]);
  await asking.approve();
  const refusals = (await answers).map((answer) => (answer.granted ? "granted" : answer.refusal));
  expect(refusals.toSorted()).toEqual(["begun", "begun", "granted"]);
});

test("a call with an id is asked about once, and its answer is found again", async () => {
  const agent = await asking.agent();
  const rejected = { callId: "call_1" };
  const open = await ask(agent, rejected, { timeout: 0 });
  expect(open).toMatchObject({ refusal: "unanswered" });
  await asking.reject("not today");
  for (const _ of "12") {
    expect(await ask(agent, rejected)).toMatchObject({
      refusal: "rejected",
      reason: "A person rejected this call. Reason: not today",
      actionId: open.actionId,
    });
  }
  const approved = { callId: "call_2" };
  const answer = ask(agent, approved);
  await asking.approve();
  const permission = await answer;
  if (!permission.granted) throw new Error(permission.reason);
  expect(await ask(agent, approved)).toMatchObject({ refusal: "begun" });
  await runGranted(agent, permission, async () => undefined);
  expect(await ask(agent, approved)).toMatchObject({
    refusal: "begun",
    actionId: permission.actionId,
  });
});

test("a key without the scopes, and a question that is not taken, are refused in words", async () => {
  const reader = await asking.agent({ scopes: ["commands:read"] });
  expect(await ask(reader)).toMatchObject({
    refusal: "unavailable",
    reason: expect.stringContaining("actions:propose"),
    actionId: null,
  });
  // Before a person is asked in vain.
  const proposer = await asking.agent({ scopes: ["actions:propose"] });
  expect(await ask(proposer)).toMatchObject({
    refusal: "unavailable",
    reason: expect.stringContaining("actions:execute"),
    actionId: null,
  });
  const agent = await asking.agent();
  expect(await ask(agent, { summary: "" })).toMatchObject({ refusal: "invalid" });
  await ask(agent, {}, { timeout: 0 });
  expect(await ask(agent, { summary: "Deploy it" })).toMatchObject({
    refusal: "invalid",
    reason: expect.stringContaining("with another summary"),
  });
});

test("the signal ends the wait, and the question stays open", async () => {
  const agent = await asking.agent();
  const end = new AbortController();
  const answer = ask(agent, {}, { signal: end.signal });
  const [waiting] = await asking.waiting(1);
  const left = new Error("the agent was stopped");
  end.abort(left);
  await expect(answer).rejects.toBe(left);
  expect(await ask(agent, {}, { timeout: 0 })).toMatchObject({ actionId: waiting?.id });
});
