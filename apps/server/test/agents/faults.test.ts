import { type CallReport, type GrantedCall, runGranted } from "@handsfree/agents";
import type { HandsFreeClient } from "@handsfree/client";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ask, Asking, type Fate } from "./asking.ts";

let asking: Asking;
let agent: HandsFreeClient;
beforeEach(async () => {
  asking = await Asking.start();
  agent = await asking.agent();
});
afterEach(() => asking[Symbol.asyncDispose]());

/** Lets requests whose path ends so have another fate. */
function fateOf(path: string, fate: Fate): void {
  asking.fate = (request) => (request.endsWith(path) ? fate : "passes");
}

async function granted(options: { leaseSeconds?: number } = {}): Promise<GrantedCall> {
  const answer = ask(agent, {}, options);
  await asking.approve();
  const permission = await answer;
  if (!permission.granted) throw new Error(permission.reason);
  return permission;
}

test("without a server a call is refused, wherever the server is lost", async () => {
  fateOf("", "request lost");
  expect(await ask(agent)).toMatchObject({
    refusal: "unavailable",
    reason: expect.stringMatching(/could not be asked, so the call did not run: no connection/),
    actionId: null,
  });

  fateOf("/decision", "request lost");
  const waited = await ask(agent, {}, { timeout: 100 });
  expect(waited).toMatchObject({ refusal: "unanswered", actionId: expect.any(String) });

  fateOf("/claim", "request lost");
  const resumed = ask(agent);
  await asking.approve();
  expect(await resumed).toMatchObject({ refusal: "unavailable", actionId: waited.actionId });

  // It was never claimed, so the same call runs now.
  fateOf("", "passes");
  expect(await ask(agent)).toMatchObject({ granted: true, actionId: waited.actionId });
});

test("a proposal whose answer is lost is found by the same call", async () => {
  fateOf("/v1/pending-actions", "answer lost");
  expect(await ask(agent)).toMatchObject({ refusal: "unavailable", actionId: null });
  const [waiting] = await asking.waiting(1);
  fateOf("", "passes");
  const answer = ask(agent);
  await asking.approve();
  expect(await answer).toMatchObject({ granted: true, actionId: waiting?.id });
});

test("an allowed call whose answer is lost runs once, by the next attempt of its request", async () => {
  await asking.setPolicy("allow: true");
  const patient = await asking.agent({ retries: 2 });
  let answers = 0;
  asking.fate = () => (++answers === 1 ? "answer lost" : "passes");
  const permission = await ask(patient);
  expect(permission).toMatchObject({ granted: true, asked: false });
  expect(asking.passed).toEqual(["POST /v1/pending-actions", "POST /v1/pending-actions"]);

  // Other calls with the same arguments do not run beside it.
  expect(await ask(patient)).toMatchObject({ refusal: "begun", actionId: permission.actionId });
});

test("a claim whose answer is lost never runs, and the same call does not run either", async () => {
  const answer = ask(agent);
  const [waiting] = await asking.waiting(1);
  fateOf("/claim", "answer lost");
  await asking.approve();
  expect(await answer).toMatchObject({ refusal: "unavailable", actionId: waiting?.id });
  fateOf("", "passes");
  expect(asking.passed.filter((request) => request.endsWith("/claim"))).toHaveLength(1);
  expect(await ask(agent)).toMatchObject({ refusal: "begun", actionId: waiting?.id });
});

test("a lease that is lost during a run aborts its signal, and the outcome is returned", async () => {
  const permission = await granted({ leaseSeconds: 1 });
  asking.api.clock.advance(2000);
  const outcome = await runGranted(agent, permission, async (_, lost) => {
    await new Promise((resolve) => lost.addEventListener("abort", resolve, { once: true }));
    return lost.reason as unknown;
  });
  expect(outcome).toMatchObject({ code: "lease_lost" });
});

test("heartbeats extend the lease of a long run", async () => {
  const permission = await granted({ leaseSeconds: 8 });
  const beats = (): number =>
    asking.passed.filter((request) => request.endsWith("/heartbeat")).length;
  await runGranted(agent, permission, async () => {
    asking.api.clock.advance(7000);
    await expect.poll(beats, { timeout: 30_000 }).toBeGreaterThan(0);
    asking.api.clock.advance(7000);
  });
  expect(await asking.person.pendingActions.get(permission.actionId)).toMatchObject({
    state: "succeeded",
  });
});

test("a report that does not arrive changes nothing of the outcome", async () => {
  const permission = await granted();
  fateOf("/succeed", "request lost");
  expect(await runGranted(agent, permission, async () => "deployed")).toBe("deployed");
  fateOf("", "passes");
  expect(await ask(agent)).toMatchObject({ refusal: "begun", actionId: permission.actionId });
});

test("a report of which it is not known whether it was kept is sent once more", async () => {
  const permission = await granted();
  let reports = 0;
  asking.fate = (request) =>
    request.endsWith("/succeed") && ++reports === 1 ? "cut off before" : "passes";
  await runGranted(agent, permission, async () => "deployed");
  expect(reports).toBe(2);
  expect(await asking.person.pendingActions.get(permission.actionId)).toMatchObject({
    state: "succeeded",
  });
});

const circular: Record<string, unknown> = {};
circular["self"] = circular;

test.for<[string, CallReport | (() => CallReport), object]>([
  ["is too large", { ok: true, result: "x".repeat(20_000_000) }, { state: "succeeded" }],
  ["is no JSON", { ok: true, result: 1n }, { state: "succeeded" }],
  ["is circular", { ok: false, error: "no", result: circular }, { state: "failed", error: "no" }],
  ["has no words", { ok: false }, { state: "failed", error: "the tool failed" }],
  ["has empty words", { ok: false, error: "" }, { state: "failed", error: "the tool failed" }],
  [
    "cannot be made",
    () => {
      throw new Error("no size");
    },
    { state: "failed", error: expect.stringContaining("the call ran") },
  ],
])("a run whose report %s is on record, and its outcome is returned", async ([, report, kept]) => {
  const permission = await granted();
  const describe = typeof report === "function" ? report : () => report;
  expect(await runGranted(agent, permission, async () => "done", describe)).toBe("done");
  const action = await asking.person.pendingActions.get(permission.actionId);
  expect(action).toMatchObject(kept);
});

test("what a run throws is reported as its failure, and thrown", async () => {
  for (const [thrown, error] of [
    [new Error("disk full"), "disk full"],
    [new Error(""), "the tool failed"],
    ["a text", "a text"],
  ] as const) {
    const permission = await granted();
    const run = runGranted(agent, permission, async () => {
      throw thrown;
    });
    await expect(run).rejects.toBe(thrown);
    expect(await asking.person.pendingActions.get(permission.actionId)).toMatchObject({
      state: "failed",
      error,
    });
  }
});
