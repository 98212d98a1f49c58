import { TestTime } from "@handsfree/testkit";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  cancelPendingAction,
  type Decision,
  deletePendingAction,
  findPendingAction,
  type NewPendingAction,
  type PendingAction,
  waitForDecision,
} from "../../src/entries/pending-actions.ts";
import { eraseUser } from "../../src/entries/privacy.ts";
import { Actions, ada, edsger, grace, owner, race } from "./actions.ts";

let actions: Actions;
beforeEach(async () => {
  actions = await Actions.open();
});
afterEach(() => actions[Symbol.asyncDispose]());

/** By the current digest of the action, which an erasure changes. */
async function approve(userId: string, action: PendingAction): Promise<Decision> {
  return actions.approve(userId, (await find(action.id)) ?? action);
}
const erase = (userId: string) => eraseUser(actions.db, { userId }, actions.clock);
const find = (id: string) => findPendingAction(actions.db, { userId: owner, id }, actions.clock);

/** Waits by a clock whose timers never fire, so that only a notification wakes. */
async function startToWait(userId: string, id: string) {
  const time = new TestTime();
  const decision = waitForDecision(actions.db, { userId, id }, {}, time);
  await vi.waitUntil(() => time.timers > 0, { interval: 1 });
  return { decision };
}

const reason = "an approver was erased, and too few are left to reach the number it takes";
const three = [ada, grace, edsger];

/** The approvers, the approvals, the erased people, and whether the action can still be decided. */
const policies: readonly {
  policy: Partial<NewPendingAction>;
  approved?: string[];
  erased: string[];
  open: boolean;
}[] = [
  { policy: { approvers: [ada] }, erased: [ada], open: false },
  { policy: { approvers: [ada, grace] }, erased: [ada], open: true },
  { policy: { approvers: [ada, grace] }, erased: [ada, grace], open: false },
  { policy: { approvers: [owner, ada] }, erased: [ada], open: true },
  { policy: { approvers: [ada, grace], requiredApprovals: 2 }, erased: [ada], open: false },
  { policy: { approvers: three, requiredApprovals: 2 }, erased: [ada], open: true },
  { policy: { approvers: three, requiredApprovals: 2 }, erased: [ada, grace], open: false },
  { policy: { approvers: three, requiredApprovals: 3 }, erased: [ada], open: false },
  // The approval of the erased person counts.
  {
    policy: { approvers: [ada, grace], requiredApprovals: 2 },
    approved: [ada],
    erased: [ada],
    open: true,
  },
  {
    policy: { approvers: [ada, grace], requiredApprovals: 2 },
    approved: [grace],
    erased: [ada],
    open: false,
  },
  {
    policy: { approvers: three, requiredApprovals: 3 },
    approved: [ada, grace],
    erased: [ada, grace],
    open: true,
  },
  {
    policy: { approvers: three, requiredApprovals: 3 },
    approved: [ada],
    erased: [ada, grace],
    open: false,
  },
  // The proposer, who is among the approvers and may not approve.
  {
    policy: { proposedBy: ada, approvers: [ada, grace], proposerMayApprove: false },
    erased: [grace],
    open: false,
  },
  {
    policy: { proposedBy: ada, approvers: [ada, grace], proposerMayApprove: false },
    erased: [ada],
    open: true,
  },
  { policy: { proposedBy: ada, approvers: [grace] }, erased: [ada], open: true },
];

async function erasedFrom({ policy, approved = [], erased }: (typeof policies)[number]) {
  const { action } = await actions.propose(policy);
  for (const person of approved) await approve(person, action);
  for (const person of erased) await erase(person);
  const trail = await actions.trail();
  const cancelled = trail.filter(({ actionType }) => actionType === "pending_action.cancelled");
  return { id: action.id, action, cancelled, found: await find(action.id) };
}

test.for(policies.filter(({ open }) => !open))(
  "$policy, approved by $approved, ends where $erased are erased",
  async (one) => {
    const { id, action, cancelled, found } = await erasedFrom(one);
    expect(found).toMatchObject({
      state: "cancelled",
      decidedAt: actions.clock.now(),
      decidedBy: null,
      decisionReason: reason,
    });
    expect(cancelled).toMatchObject([{ ok: true, target: id, result: { by: "erasure", reason } }]);
    expect(await approve(edsger, action)).not.toMatchObject({ outcome: "confirmed" });
  },
);

test.for(policies.filter(({ open }) => open))(
  "$policy, approved by $approved, is decided by those who are left where $erased are erased",
  async (one) => {
    const { id, action, cancelled, found } = await erasedFrom(one);
    expect(found).toMatchObject({ state: "pending", decisionReason: null });
    expect(cancelled).toEqual([]);
    for (const userId of found?.approvers ?? []) await approve(userId, action);
    expect(await find(id)).toMatchObject({ state: "confirmed" });
  },
);

describe("an action that ends by an erasure", () => {
  test("notifies its waiters at once", async () => {
    const { action } = await actions.propose({ approvers: [ada] });
    const waiting = await startToWait(owner, action.id);
    await erase(ada);
    expect(await waiting.decision).toMatchObject({
      outcome: "cancelled",
      action: { id: action.id, decidedBy: null, decisionReason: reason },
    });
  });

  test("is not one that was decided or overdue before", async () => {
    const confirmed = await actions.propose({ approvers: [ada] });
    await approve(ada, confirmed.action);
    const overdue = await actions.propose({ approvers: [ada], expiresInSeconds: 10 });
    actions.clock.advance(10_000);
    await erase(ada);
    expect(await find(confirmed.action.id)).toMatchObject({ state: "confirmed" });
    expect(await find(overdue.action.id)).toMatchObject({ state: "expired" });
    expect(await actions.events()).not.toContain("cancelled");
  });

  test("ends once if several approvers are erased at once", async () => {
    const { action } = await actions.propose({ approvers: three, requiredApprovals: 2 });
    await race(3, async (n) => {
      await erase(three[n] ?? "");
      return { outcome: "erased" };
    });
    expect(await find(action.id)).toMatchObject({ state: "cancelled", approvers: [] });
    expect((await actions.events()).filter((event) => event === "cancelled")).toHaveLength(1);
  });
});

test("an erasure does not repair a digest that did not match before", async () => {
  const { action } = await actions.propose({ approvers: [ada, grace] });
  await actions.db.updateTable("pending_actions").set({ summary: "Harmless" }).execute();
  await erase(ada);
  expect((await approve(grace, action)).outcome).toBe("digest_mismatch");
  expect((await find(action.id))?.payloadDigest).toBe(action.payloadDigest);
});

test("waiters for a deleted action get not_found at once", async () => {
  const { action, token } = await actions.propose({ approvers: [ada] });
  const waiting = await startToWait(ada, action.id);
  await deletePendingAction(actions.db, { userId: owner, token }, actions.clock);
  expect(await waiting.decision).toEqual({ outcome: "not_found" });
});

test("waiters for an action of an erased person get not_found at once", async () => {
  const { action } = await actions.propose({ approvers: [ada] });
  const waiting = await startToWait(ada, action.id);
  await erase(owner);
  expect(await waiting.decision).toEqual({ outcome: "not_found" });
});

describe("the owner", () => {
  test("withdraws an action that others decide, with a recorded reason", async () => {
    const { action, token } = await actions.propose({
      approvers: [ada, grace],
      requiredApprovals: 2,
    });
    await approve(ada, action);
    const withdrawal = { userId: owner, token, reason: "no longer needed" };
    expect(await cancelPendingAction(actions.db, withdrawal, actions.clock)).toMatchObject({
      outcome: "cancelled",
      action: { id: action.id, decidedBy: owner, decisionReason: "no longer needed" },
    });
    expect(await approve(grace, action)).toMatchObject({ outcome: "already_decided" });
  });

  test("does not approve it, and no other person withdraws it", async () => {
    const { action, token } = await actions.propose({ approvers: [ada] });
    expect(await approve(owner, action)).toMatchObject({ outcome: "may_not_decide" });
    const other = { userId: grace, token };
    expect(await cancelPendingAction(actions.db, other, actions.clock)).toEqual({
      outcome: "not_found",
    });
  });
});
