import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  approvePendingAction,
  type Cancellation,
  findPendingAction,
  rejectPendingAction,
  type Withdrawal,
  withdrawPendingAction,
} from "../../src/entries/pending-actions.ts";
import { Actions, ada, grace, owner, race, stranger } from "./actions.ts";

let actions: Actions;
beforeEach(async () => {
  actions = await Actions.open();
});
afterEach(() => actions[Symbol.asyncDispose]());

const planner = "019a2f6e-0000-7000-8000-0000000000a1";

const withdraw = (id: string, by: Partial<Withdrawal>): Promise<Cancellation> =>
  withdrawPendingAction(actions.db, { id, surface: "api", ...by }, actions.clock);

test("an approver approves as themselves, and it is on record who, where, and what", async () => {
  const proposed = await actions.propose({ approvers: [ada, grace] });
  const action = await actions.withTerms(proposed.action, {
    policy_name: "merges",
    policy_version: 7,
  });
  actions.clock.advance(1000);
  const more = { surface: "console", reason: "looks right", role: "approver" } as const;
  const decided = {
    ...action,
    state: "confirmed",
    approvals: 1,
    decidedAt: actions.clock.now(),
    decidedBy: ada,
    decisionReason: "looks right",
    decidedSurface: "console",
  };
  expect(await actions.approve(ada, action, more)).toEqual({
    outcome: "confirmed",
    action: decided,
  });
  expect(await findPendingAction(actions.db, { userId: ada, id: action.id })).toEqual(decided);
  expect((await actions.trail()).at(-1)).toMatchObject({
    actionType: "pending_action.confirmed",
    result: {
      by: ada,
      surface: "console",
      payload_digest: action.payloadDigest,
      version: 1,
      policy: "merges",
      policy_version: 7,
      group: null,
    },
  });
});

test("one rejection ends the action, with who, why and where", async () => {
  const { action } = await actions.propose({ approvers: [ada, grace], requiredApprovals: 2 });
  await actions.approve(grace, action);
  const rejected = await actions.reject(ada, action, { reason: "not today", surface: "cli" });
  expect(rejected).toMatchObject({
    outcome: "rejected",
    action: {
      state: "rejected",
      approvals: 1,
      decidedBy: ada,
      decisionReason: "not today",
      decidedSurface: "cli",
    },
  });
  expect(await actions.approve(grace, action)).toMatchObject({ outcome: "already_decided" });
  expect(await actions.events()).toEqual(["approved", "proposed", "rejected"]);
});

test("each approval keeps where it was given, and of which version", async () => {
  const { action } = await actions.propose({ approvers: [ada, grace], requiredApprovals: 2 });
  await actions.approve(ada, action, { surface: "voice" });
  const [approval] = await actions.db.selectFrom("pending_action_approvals").selectAll().execute();
  expect(approval).toMatchObject({
    approval_key: `${action.id}/${ada}`,
    surface: "voice",
    version: 1,
  });
});

describe("a role", () => {
  test("of a member is for their own actions alone", async () => {
    const others = await actions.propose({ approvers: [owner, ada] });
    for (const told of [
      await actions.approve(ada, others.action, { role: "member" }),
      await actions.reject(ada, others.action, { role: "member" }),
    ]) {
      expect(told).toEqual({ outcome: "may_not_decide", action: others.action });
    }
    const own = await actions.approve(owner, others.action, { role: "member" });
    expect(own.outcome).toBe("confirmed");
  });

  test.for(["approver", "admin"] as const)("of an %s is for those who are asked", async (role) => {
    const { action } = await actions.propose({ approvers: [ada] });
    expect(await actions.approve(grace, action, { role })).toEqual({ outcome: "not_found" });
    expect(await actions.approve(owner, action, { role })).toMatchObject({
      outcome: "may_not_decide",
    });
    expect(await actions.approve(ada, action, { role })).toMatchObject({ outcome: "confirmed" });
  });
});

describe("a withdrawal", () => {
  test("is for the owner and for the proposer, also of what others decide", async () => {
    for (const userId of [owner, grace]) {
      const { action } = await actions.propose({ approvers: [ada], proposedBy: grace });
      expect(await withdraw(action.id, { userId: ada })).toMatchObject({
        outcome: "may_not_decide",
      });
      expect(await withdraw(action.id, { userId: stranger })).toEqual({ outcome: "not_found" });
      expect(await withdraw(action.id, { userId, reason: "no longer needed" })).toMatchObject({
        outcome: "cancelled",
        action: { decidedBy: userId, decisionReason: "no longer needed", decidedSurface: "api" },
      });
      expect(await withdraw(action.id, { userId })).toMatchObject({ outcome: "already_decided" });
    }
  });

  test("is for the service that proposed, and for no other", async () => {
    const { action } = await actions.propose();
    await actions.withTerms(action, { service_id: planner });
    const other = planner.replace(/1$/, "2");
    expect(await withdraw(action.id, { serviceId: other })).toEqual({ outcome: "not_found" });
    expect(await withdraw(action.id, { serviceId: owner })).toEqual({ outcome: "not_found" });
    expect(await withdraw(action.id, { userId: planner })).toEqual({ outcome: "not_found" });
    expect(await withdraw(action.id, { serviceId: planner })).toMatchObject({
      outcome: "cancelled",
      action: { decidedBy: planner },
    });
  });

  test.for([
    ["userId", {}],
    ["serviceId", { userId: owner, serviceId: planner }],
    ["serviceId", { serviceId: "planner" }],
    ["surface", { userId: owner, surface: undefined as unknown as "api" }],
  ] as const)("needs one who withdraws: %s of %j", async ([field, by]) => {
    const { action } = await actions.propose();
    await expect(withdraw(action.id, by)).rejects.toMatchObject({ code: "invalid_input", field });
  });

  test("and an approval at once: one of them wins", async () => {
    const { action } = await actions.propose({ approvers: [ada] });
    const outcomes = await race(40, (n) =>
      n % 2 ? actions.approve(ada, action) : withdraw(action.id, { userId: owner }),
    );
    const { already_decided, ...won } = outcomes;
    expect(already_decided).toBe(39);
    expect(Object.keys(won)).toHaveLength(1);
  });
});

test.for([
  ["payloadDigest", { payloadDigest: undefined as unknown as string }],
  ["payloadDigest", { payloadDigest: "0".repeat(63) }],
  ["id", { id: "1" }],
  ["role", { role: "owner" as "admin" }],
  ["surface", { surface: "phone" as "api" }],
  ["userId", { userId: "me" }],
  ["reason", { reason: "" }],
] as const)("a bad %s decides nothing: %j", async ([field, input]) => {
  const { action } = await actions.propose();
  const { id, payloadDigest } = action;
  const decision = { userId: owner, id, payloadDigest, surface: "api", ...input } as const;
  for (const decide of [approvePendingAction, rejectPendingAction]) {
    const attempt = decide(actions.db, decision, actions.clock);
    await expect(attempt).rejects.toMatchObject({ code: "invalid_input", field });
  }
  expect(await actions.events()).toEqual(["proposed"]);
});

test("an action that expired is told as expired to those who saw it, and to nobody else", async () => {
  const { action } = await actions.propose({ approvers: [ada], expiresInSeconds: 10 });
  actions.clock.advance(10_000);
  expect(await actions.approve(stranger, action)).toEqual({ outcome: "not_found" });
  expect(await actions.approve(ada, action)).toMatchObject({ outcome: "expired" });
  expect(await actions.reject(ada, action)).toMatchObject({ outcome: "expired" });
  expect(await withdraw(action.id, { userId: owner })).toMatchObject({ outcome: "expired" });
});
