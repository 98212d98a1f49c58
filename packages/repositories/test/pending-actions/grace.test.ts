import type { Database } from "@handsfree/schema";
import { openTestDatabase, TestTime } from "@handsfree/testkit";
import type { Kysely } from "kysely";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createUser } from "../../src/entries/identity.ts";
import {
  claimAction,
  editPendingAction,
  executeActions,
  listActionVersions,
  type NewPendingAction,
  type PendingAction,
  takeBackApproval,
  waitForDecision,
} from "../../src/entries/pending-actions.ts";
import { createGrant } from "../../src/entries/policies.ts";
import { measureWork } from "../../src/work/measure-work.ts";
import { storeText, textOf } from "../policies/store/policies-world.ts";
import { Actions, ada, owner, stranger } from "./actions.ts";

let db: Kysely<Database>;
let clock: TestTime;
let actions: Actions;
beforeEach(async () => {
  db = await openTestDatabase();
  clock = new TestTime();
  actions = Actions.on(db, clock);
  await createUser(db, { id: ada, role: "approver" }, clock);
});
afterEach(() => db.destroy());

const asking = (more: string) =>
  `{ name: careful, match: { types: [merge_pr] }, ask: { approvers: [${ada}, ${owner}], edit: true${more} } }`;
const store = (...policies: readonly string[]) => storeText(db, clock, textOf(...policies));
const claim = (id?: string) => claimAction(db, { types: ["merge_pr"], worker: "w", id }, clock);
const takeBack = (userId: string, { id, payloadDigest }: PendingAction) =>
  takeBackApproval(db, { userId, id, payloadDigest, surface: "console" }, clock);

/** An action that was confirmed with a grace time of 10 seconds. */
async function confirmed(input: Partial<NewPendingAction> = {}): Promise<PendingAction> {
  await store(asking(", grace: 10s"));
  const { action } = await actions.propose(input);
  const decision = await actions.approve(ada, action);
  if (decision.outcome !== "confirmed") throw new Error(decision.outcome);
  return decision.action;
}

test("no claim gets a confirmed action before its grace is over", async () => {
  const { id, executableAt } = await confirmed();
  expect(executableAt).toEqual(new Date(clock.now().getTime() + 10_000));
  clock.advance(9_999);
  expect([await claim(), await claim(id)]).toEqual([undefined, undefined]);
  expect((await measureWork(db, clock)).queues.action_execution).toMatchObject({
    due: { count: 0 },
    leased: { count: 0 },
  });
  clock.advance(1);
  expect((await measureWork(db, clock)).queues.action_execution.due.count).toBe(1);
  expect(await claim()).toMatchObject({ action: { id, state: "executing", executableAt: null } });
});

test("an action whose grace is over comes before one that was confirmed later", async () => {
  const first = await confirmed();
  await store(asking(""));
  const { action: second } = await actions.propose();
  clock.advance(9_000);
  await actions.approve(ada, second);
  clock.advance(1_000);
  expect((await claim())?.action.id).toBe(second.id);
  expect((await claim())?.action.id).toBe(first.id);
});

test("until then the approval can be taken back, and nothing is left of it", async () => {
  const action = await confirmed();
  clock.advance(9_999);
  const taken = await takeBack(ada, action);
  expect(taken).toMatchObject({
    outcome: "taken_back",
    action: { state: "pending", approvals: 0, version: 2, decidedBy: null, executableAt: null },
  });
  expect(await actions.events()).toEqual(["confirmed", "proposed", "taken_back"]);
  const last = (await actions.trail()).find(({ actionType }) => actionType.endsWith("taken_back"));
  expect(last?.result).toMatchObject({ by: ada, state: "pending", voided_approvals: 1 });
  clock.advance(10);
  expect(await claim(action.id)).toBeUndefined();
});

test("a repetition of the approval does not count, and a new one does", async () => {
  const action = await confirmed();
  const taken = await takeBack(owner, action);
  expect(await actions.approve(ada, action)).toMatchObject({ outcome: "digest_mismatch" });
  if (taken.outcome !== "taken_back") throw new Error(taken.outcome);
  expect(await actions.approve(ada, taken.action)).toMatchObject({
    outcome: "confirmed",
    action: { executableAt: new Date(clock.now().getTime() + 10_000) },
  });
  clock.advance(10_000);
  expect(await claim()).toMatchObject({ action: { version: 2, actionPayload: { pr: 12 } } });
  const listed = await listActionVersions(db, { userId: owner, id: action.id }, clock);
  expect(listed?.items.map(({ version, editedBy }) => [version, editedBy])).toEqual([
    [2, owner],
    [1, null],
  ]);
});

test("several approvals are all void", async () => {
  await store(asking(", approvals: 2, grace: 10s"));
  const { action } = await actions.propose();
  await actions.approve(ada, action);
  const decision = await actions.approve(owner, action);
  if (decision.outcome !== "confirmed") throw new Error(decision.outcome);
  const taken = await takeBack(ada, decision.action);
  if (taken.outcome !== "taken_back") throw new Error(taken.outcome);
  expect(await actions.approve(ada, taken.action)).toMatchObject({
    outcome: "approved",
    missing: 1,
  });
});

test("what waits again can be edited", async () => {
  const taken = await takeBack(ada, await confirmed());
  if (taken.outcome !== "taken_back") throw new Error(taken.outcome);
  const { id, payloadDigest } = taken.action;
  const edit = {
    userId: ada,
    id,
    payloadDigest,
    surface: "api",
    actionPayload: { pr: 13 },
  } as const;
  expect(await editPendingAction(db, edit, clock)).toMatchObject({
    outcome: "edited",
    action: { version: 3 },
  });
});

test("it is expired where its time to decide is over", async () => {
  await store(asking(", expires_in: 10s, grace: 1m"));
  const { action } = await actions.propose();
  const decision = await actions.approve(ada, action);
  if (decision.outcome !== "confirmed") throw new Error(decision.outcome);
  clock.advance(10_000);
  expect(await takeBack(ada, decision.action)).toMatchObject({
    outcome: "taken_back",
    action: { state: "expired", version: 1 },
  });
  expect(await actions.row(action.id)).toMatchObject({ state: "expired", queued_at: null });
});

test.for([
  [
    "at the end of the grace",
    "too_late",
    async (action) => {
      clock.advance(10_000);
      return takeBack(ada, action);
    },
  ],
  [
    "after a worker took it",
    "too_late",
    async (action) => {
      clock.advance(10_000);
      await claim(action.id);
      return takeBack(ada, action);
    },
  ],
  [
    "by its owner, who is not asked",
    "may_not_decide",
    async (action) => {
      await store(asking(", grace: 10s").replace(`, ${owner}`, ""));
      const other = await actions.propose();
      const decision = await actions.approve(ada, other.action);
      return takeBack(owner, "action" in decision ? decision.action : action);
    },
  ],
  ["by a stranger", "not_found", (action) => takeBack(stranger, action)],
  [
    "of another digest",
    "digest_mismatch",
    (action) => takeBack(ada, { ...action, payloadDigest: `v2:${"0".repeat(64)}` }),
  ],
  [
    "a second time",
    "not_confirmed",
    async (action) => {
      await takeBack(ada, action);
      return takeBack(ada, action);
    },
  ],
] as const satisfies readonly [
  string,
  string,
  (action: PendingAction) => ReturnType<typeof takeBack>,
][])("%s it is %s", async ([, outcome, call]) => {
  expect(await call(await confirmed())).toMatchObject({ outcome });
});

test("without a grace time nothing can be taken back", async () => {
  await store(asking(""));
  const { action } = await actions.propose();
  const decision = await actions.approve(ada, action);
  if (decision.outcome !== "confirmed") throw new Error(decision.outcome);
  expect(decision.action.executableAt).toBeNull();
  expect(await takeBack(ada, decision.action)).toMatchObject({ outcome: "too_late" });
});

test("what a policy allows can be taken back too, and then waits for an answer", async () => {
  await store("{ name: quick, match: {}, allow: { grace: 10s } }");
  const allowed = await actions.attempt();
  if (allowed.outcome !== "allowed") throw new Error(allowed.outcome);
  expect(await claim()).toBeUndefined();
  const taken = await takeBack(owner, allowed.action);
  expect(taken).toMatchObject({ outcome: "taken_back", action: { state: "pending" } });
  clock.advance(10_000);
  expect(await claim()).toBeUndefined();
});

test("what a standing grant approves has the grace time of the policy", async () => {
  await store(asking(", grace: 10s"));
  await createGrant(
    db,
    { userId: ada, match: { types: ["merge_pr"] }, maximumUses: 1, expiresInSeconds: 3600 },
    clock,
  );
  expect(await actions.attempt()).toMatchObject({
    outcome: "allowed",
    action: { executableAt: new Date(clock.now().getTime() + 10_000) },
  });
  expect(await claim()).toBeUndefined();
});

test("a waiter is told of the approval when it cannot be taken back any more", async () => {
  const { id, executableAt } = await confirmed({ maxAttempts: 0 });
  const end = executableAt?.getTime() ?? 0;
  const awaited = { userId: owner, id };
  expect(await waitForDecision(db, awaited, { timeout: 0 }, clock)).toEqual({
    outcome: "timed_out",
  });
  let isTold = false;
  const waiting = waitForDecision(db, awaited, {}, clock).finally(() => (isTold = true));
  for (;;) {
    await vi.waitUntil(() => isTold || clock.timers === 1, { interval: 1 });
    if (isTold) break;
    expect(clock.now().getTime()).toBeLessThan(end);
    clock.advance(Math.min(1_000, end - clock.now().getTime()));
  }
  expect(clock.now().getTime()).toBe(end);
  expect(await waiting).toMatchObject({ outcome: "confirmed", action: { executableAt: null } });
});

test("once a waiter was told, a server whose clock is behind takes nothing back", async () => {
  const action = await confirmed({ maxAttempts: 0 });
  clock.advance(10_000);
  const awaited = { userId: owner, id: action.id };
  expect(await waitForDecision(db, awaited, {}, clock)).toMatchObject({ outcome: "confirmed" });
  clock.jump(-5_000);
  expect(await takeBack(ada, action)).toMatchObject({ outcome: "too_late" });
});

test("a clock that is set back holds the action back, and later attempts do not wait for it", async () => {
  const action = await confirmed();
  clock.advance(10_000);
  clock.jump(-3_600_000);
  expect(await claim()).toBeUndefined();
  clock.advance(3_600_000);
  expect(await claim()).toMatchObject({ lease: { attempt: 1 } });
  clock.advance(60_000);
  clock.jump(-30_000);
  await db.updateTable("pending_actions").set({ lease_expires_at: clock.now() }).execute();
  expect(await claim(action.id)).toMatchObject({ lease: { attempt: 2 } });
});

test("a worker wakes up at the end of each grace time, without a poll", async () => {
  const stop = new AbortController();
  const begun: number[] = [];
  await store(asking(", grace: 10s"));
  const running = executeActions(
    db,
    {
      types: ["merge_pr"],
      worker: "w",
      pollSeconds: 3600,
      signal: stop.signal,
      execute: () => begun.push(clock.now().getTime()),
    },
    clock,
  );
  await vi.waitUntil(() => clock.timers === 1, { interval: 1 });
  const ends: number[] = [];
  for (let n = 0; n < 2; n++) {
    const { action } = await actions.propose();
    await actions.approve(ada, action);
    ends.push(clock.now().getTime() + 10_000);
    // The poll, and the end of the first grace time.
    await vi.waitUntil(() => clock.timers === 2, { interval: 1 });
    clock.advance(3_000);
  }
  for (const [n, end] of ends.entries()) {
    clock.advance(end - clock.now().getTime());
    await vi.waitUntil(() => begun.length > n, { interval: 1 });
    if (n === 0) await vi.waitUntil(() => clock.timers === 2, { interval: 1 });
  }
  stop.abort();
  await running;
  expect(begun).toEqual(ends);
});
