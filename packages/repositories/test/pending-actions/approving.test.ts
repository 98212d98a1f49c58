import { afterEach, beforeEach, expect, test } from "vitest";
import {
  cancelPendingAction,
  confirmPendingAction,
  type Decision,
  findPendingAction,
  type PendingAction,
} from "../../src/entries/pending-actions.ts";
import { Actions, ada, edsger, grace, owner, race, stranger } from "./actions.ts";

let actions: Actions;
beforeEach(async () => {
  actions = await Actions.open();
});
afterEach(() => actions[Symbol.asyncDispose]());

const approve = (userId: string, action: PendingAction, reason?: string): Promise<Decision> =>
  actions.approve(userId, action, { reason });

test("it takes as many people as it was proposed for, each on record with their reason", async () => {
  const { action } = await actions.propose({
    approvers: [ada, grace, edsger],
    requiredApprovals: 2,
  });
  const first = await approve(ada, action, "looks right");
  expect(first).toEqual({
    outcome: "approved",
    missing: 1,
    action: { ...action, approvals: 1 },
  });
  expect(
    await findPendingAction(actions.db, { userId: ada, id: action.id }, actions.clock),
  ).toEqual({ ...action, approvals: 1 });
  actions.clock.advance(1000);
  expect(await approve(grace, action, "to me too")).toEqual({
    outcome: "confirmed",
    action: {
      ...action,
      state: "confirmed",
      approvals: 2,
      decidedAt: actions.clock.now(),
      decidedBy: grace,
      decisionReason: "to me too",
      decidedSurface: "api",
    },
  });
  expect(await approve(edsger, action)).toMatchObject({ outcome: "already_decided" });

  const approvals = await actions.db.selectFrom("pending_action_approvals").selectAll().execute();
  expect(
    Object.fromEntries(approvals.map((row) => [row.approver_id, [row.action_id, row.reason]])),
  ).toEqual({ [ada]: [action.id, "looks right"], [grace]: [action.id, "to me too"] });
  expect((await actions.trail()).slice(1)).toMatchObject([
    {
      actionType: "pending_action.approved",
      result: { state: "pending", by: ada, reason: "looks right", approvals: 1 },
    },
    {
      actionType: "pending_action.confirmed",
      result: { state: "confirmed", by: grace, approvals: 2, required_approvals: 2 },
    },
  ]);
});

test("one person's second approval does not count", async () => {
  const { action } = await actions.propose({ approvers: [ada, grace], requiredApprovals: 2 });
  await approve(ada, action);
  expect(await approve(ada.toUpperCase(), action)).toMatchObject({
    outcome: "already_approved",
    action: { approvals: 1, state: "pending" },
  });
  expect(await actions.events()).toEqual(["approved", "proposed"]);
});

test("two approvers at once, 100 calls each: both count once, and one of them confirms", async () => {
  const { action } = await actions.propose({
    approvers: [ada, grace],
    requiredApprovals: 2,
  });
  const outcomes = await race(200, (n) => approve(n % 2 ? ada : grace, action));
  const { approved, confirmed, already_approved = 0, already_decided = 0, ...others } = outcomes;
  expect({ approved, confirmed, others }).toEqual({ approved: 1, confirmed: 1, others: {} });
  expect(already_approved + already_decided).toBe(198);
  expect(await actions.count("pending_action_approvals")).toBe(2);
  expect(await actions.events()).toEqual(["approved", "confirmed", "proposed"]);
  expect(await findPendingAction(actions.db, { userId: owner, id: action.id })).toMatchObject({
    state: "confirmed",
    approvals: 2,
  });
});

test("200 calls of 20 people for 7 approvals: 6 approve, the 7th confirms", async () => {
  const people = Array.from(
    { length: 20 },
    (_, n) => `019a2f6e-0000-7000-8000-0000000001${String(n).padStart(2, "0")}`,
  );
  const { action } = await actions.propose({ approvers: people, requiredApprovals: 7 });
  const outcomes = await race(200, (n) => approve(people[n % 20] ?? "", action));
  expect(outcomes).toMatchObject({ approved: 6, confirmed: 1 });
  expect(await actions.count("pending_action_approvals")).toBe(7);
  expect(await actions.events()).toEqual([
    ...Array<string>(6).fill("approved"),
    "confirmed",
    "proposed",
  ]);
});

test("any one approver's rejection is enough, also theirs who approved", async () => {
  const { action } = await actions.propose({ approvers: [ada, grace], requiredApprovals: 2 });
  await approve(ada, action);
  const rejected = await actions.reject(ada, action, { reason: "not today" });
  expect(rejected).toMatchObject({
    outcome: "rejected",
    action: { approvals: 1, decidedBy: ada },
  });
  expect(await approve(grace, action)).toMatchObject({ outcome: "already_decided" });
  expect(await actions.events()).toEqual(["approved", "proposed", "rejected"]);
});

test("of an approval that would be the last and a rejection at once one wins", async () => {
  for (let round = 0; round < 10; round++) {
    const { action } = await actions.propose({
      approvers: [ada, grace],
      requiredApprovals: 2,
    });
    await approve(ada, action);
    const outcomes = await race(2, (n) =>
      n === 0 ? approve(grace, action) : actions.reject(grace, action),
    );
    expect(Object.keys(outcomes)).toHaveLength(2);
    const found = await findPendingAction(actions.db, { userId: owner, id: action.id });
    expect(outcomes).toEqual({ [found?.state ?? "none"]: 1, already_decided: 1 });
    expect(found?.approvals).toBe(found?.state === "confirmed" ? 2 : 1);
  }
});

test("one of several is enough where one is asked for, and needs no row of its own", async () => {
  const { action } = await actions.propose({ approvers: [ada, grace] });
  expect(await approve(grace, action)).toMatchObject({
    outcome: "confirmed",
    action: { decidedBy: grace },
  });
  expect(await actions.count("pending_action_approvals")).toBe(0);
});

test("the owner approves only as an approver; for other people the action does not exist", async () => {
  const { action, token } = await actions.propose({ approvers: [ada] });
  const byToken = await confirmPendingAction(actions.db, { userId: owner, token }, actions.clock);
  for (const told of [byToken, await approve(owner, action), await actions.reject(owner, action)]) {
    expect(told).toEqual({ outcome: "may_not_decide", action });
  }
  for (const userId of [grace, stranger]) {
    expect(await approve(userId, action)).toEqual({ outcome: "not_found" });
    expect(await actions.reject(userId, action)).toEqual({ outcome: "not_found" });
  }
  expect(await approve(ada, action)).toMatchObject({ outcome: "confirmed" });
});

test("a token is for the owner alone, also where others decide", async () => {
  const { action, token } = await actions.propose({ approvers: [ada, grace] });
  const holder = { userId: ada, token };
  for (const decide of [confirmPendingAction, cancelPendingAction]) {
    expect(await decide(actions.db, holder, actions.clock)).toEqual({ outcome: "not_found" });
  }
  expect(await approve(ada, action)).toMatchObject({ outcome: "confirmed" });
});

test("a proposer who may not approve can still reject", async () => {
  const proposal = { proposedBy: ada, approvers: [ada, grace], proposerMayApprove: false };
  const first = await actions.propose(proposal);
  expect(await approve(ada, first.action)).toEqual({
    outcome: "proposer_cannot_approve",
    action: first.action,
  });
  expect(await actions.events()).toEqual(["proposed"]);
  expect(await approve(grace, first.action)).toMatchObject({ outcome: "confirmed" });

  const second = await actions.propose(proposal);
  expect(await actions.reject(ada, second.action)).toMatchObject({ outcome: "rejected" });
});

test("a wrong digest approves nothing, and an approval comes too late like any decision", async () => {
  const { action } = await actions.propose({
    approvers: [ada, grace],
    requiredApprovals: 2,
    expiresInSeconds: 10,
  });
  const wrong = { payloadDigest: "0".repeat(64) };
  for (const told of [
    await actions.approve(ada, action, wrong),
    await actions.reject(ada, action, wrong),
  ]) {
    expect(told).toEqual({ outcome: "digest_mismatch", action });
  }
  await approve(ada, action);
  actions.clock.advance(10_000);
  expect(await approve(grace, action)).toMatchObject({
    outcome: "expired",
    action: { state: "expired", approvals: 1, decidedBy: null },
  });
  expect(await actions.count("pending_action_approvals")).toBe(1);
});

test("an approval that is rolled back leaves no row, and may be made again", async () => {
  const { action } = await actions.propose({ approvers: [ada, grace], requiredApprovals: 2 });
  const attempt = actions.db.transaction().execute(async (transaction) => {
    await actions.within(transaction).approve(ada, action);
    throw new Error("crash");
  });
  await expect(attempt).rejects.toThrow("crash");
  expect(await actions.count("pending_action_approvals")).toBe(0);
  expect(await approve(ada, action)).toMatchObject({ outcome: "approved", missing: 1 });
});
