import { TestTime } from "@handsfree/testkit";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { addGroupMember, removeGroupMember } from "../../src/entries/identity.ts";
import {
  findLatestPendingAction,
  findPendingAction,
  listPendingActions,
  type NewPendingAction,
  type PendingAction,
  waitForDecision,
} from "../../src/entries/pending-actions.ts";
import { eraseUser } from "../../src/entries/privacy.ts";
import { Actions, ada, edsger, grace, owner, race, stranger } from "./actions.ts";

let actions: Actions;
beforeEach(async () => {
  actions = await Actions.open();
});
afterEach(() => actions[Symbol.asyncDispose]());

/** An action that only the group `release` may decide. */
async function askRelease(input: Partial<NewPendingAction> = {}): Promise<PendingAction> {
  const { action } = await actions.propose(input);
  return actions.withTerms(action, { approvers: "[]", approver_group: "release" });
}

/** One that `on call` decides from half an hour on. */
async function askAndEscalate(required = 1): Promise<PendingAction> {
  const { action } = await actions.propose();
  const at = new Date(actions.clock.now().getTime() + 1_800_000);
  return actions.withTerms(action, {
    approvers: "[]",
    required_approvals: required,
    approver_group: "release",
    escalation_group: "on call",
    escalates_at: at,
  });
}

const find = (userId: string, { id }: PendingAction) =>
  findPendingAction(actions.db, { userId, id }, actions.clock);
const list = async (userId: string) => {
  const filter = { userId, role: "approver" } as const;
  const { items } = await listPendingActions(actions.db, filter, actions.clock);
  return items.map(({ id }) => id);
};
const halfAnHour = 1_800_000;

test("a member sees, lists and decides an action, and the record names the group", async () => {
  await actions.group("release", ada, grace);
  const action = await askRelease();
  expect(await find(ada, action)).toEqual(action);
  expect(await find(stranger, action)).toBeUndefined();
  expect(await list(ada)).toEqual([action.id]);
  expect(await list(stranger)).toEqual([]);
  expect(await actions.approve(stranger, action)).toEqual({ outcome: "not_found" });
  expect(await actions.approve(ada, action)).toMatchObject({ outcome: "confirmed" });
  expect((await actions.trail()).at(-1)).toMatchObject({ result: { by: ada, group: "release" } });
});

test("any two of a group, each counted once", async () => {
  await actions.group("release", ada, grace, edsger);
  const asked = await askRelease();
  const action = await actions.withTerms(asked, { required_approvals: 2 });
  const people = [ada, grace, edsger];
  const outcomes = await race(60, (n) => actions.approve(people[n % 3] ?? "", action));
  expect(outcomes).toMatchObject({ approved: 1, confirmed: 1 });
  expect(await actions.count("pending_action_approvals")).toBe(2);
});

test("membership counts at the time of the decision", async () => {
  await actions.group("release", grace);
  const action = await askRelease();
  expect(await actions.approve(ada, action)).toEqual({ outcome: "not_found" });
  await actions.group("other", ada);
  const change = { group: "release", userId: ada };
  await addGroupMember(actions.db, change, actions.clock);
  expect(await find(ada, action)).toEqual(action);
  await removeGroupMember(actions.db, change, actions.clock);
  expect(await find(ada, action)).toBeUndefined();
  expect(await actions.reject(ada, action)).toEqual({ outcome: "not_found" });
  await addGroupMember(actions.db, change, actions.clock);
  expect(await actions.reject(ada, action)).toMatchObject({ outcome: "rejected" });
});

test("the people who are named may decide beside the group", async () => {
  await actions.group("release", ada);
  const { action } = await actions.propose({ approvers: [owner, grace] });
  const asked = await actions.withTerms(action, { approver_group: "release" });
  expect(await findLatestPendingAction(actions.db, owner, actions.clock)).toEqual(asked);
  expect(await actions.approve(grace, asked)).toMatchObject({ outcome: "confirmed" });
  expect((await actions.trail()).at(-1)).toMatchObject({ result: { group: null } });
});

test("an owner's latest action may be one that their group decides", async () => {
  await actions.group("release", ada);
  await askRelease();
  expect(await findLatestPendingAction(actions.db, owner, actions.clock)).toBeUndefined();
  await actions.group("release");
  const own = await askRelease({ userId: ada });
  expect(await findLatestPendingAction(actions.db, ada, actions.clock)).toEqual(own);
});

test("a member who waits is told, and one who is no member is not", async () => {
  await actions.group("release", ada);
  const action = await askRelease();
  const time = new TestTime();
  const { id } = action;
  const waiting = waitForDecision(actions.db, { userId: ada, id }, {}, time);
  const refused = waitForDecision(actions.db, { userId: stranger, id }, {}, time);
  expect(await refused).toEqual({ outcome: "not_found" });
  await vi.waitUntil(() => time.timers > 0, { interval: 1 });
  await actions.approve(ada, action);
  expect(await waiting).toMatchObject({ outcome: "confirmed", action: { id } });
});

describe("an escalation", () => {
  beforeEach(async () => {
    await actions.group("release", ada, grace);
    await actions.group("on call", edsger);
  });

  test("asks the other group from its instant on, and the earlier people no longer", async () => {
    const action = await askAndEscalate();
    expect(await actions.approve(edsger, action)).toEqual({ outcome: "not_found" });
    expect(await list(edsger)).toEqual([]);
    actions.clock.advance(halfAnHour - 1);
    expect(await list(ada)).toEqual([action.id]);
    actions.clock.advance(1);
    expect(await list(ada)).toEqual([]);
    expect(await list(edsger)).toEqual([action.id]);
    for (const told of [await actions.approve(ada, action), await actions.reject(ada, action)]) {
      expect(told).toEqual({ outcome: "may_not_decide", action });
    }
    expect(await find(ada, action)).toEqual(action);
    expect(await actions.approve(edsger, action)).toMatchObject({ outcome: "confirmed" });
    expect((await actions.trail()).at(-1)).toMatchObject({ result: { group: "on call" } });
  });

  test("leaves the approvals that were given in time", async () => {
    const action = await askAndEscalate(2);
    expect(await actions.approve(ada, action)).toMatchObject({ outcome: "approved", missing: 1 });
    actions.clock.advance(halfAnHour);
    expect(await actions.approve(edsger, action)).toMatchObject({ outcome: "confirmed" });
  });

  test("ends with the action at its expiry", async () => {
    const action = await askAndEscalate();
    actions.clock.advance(2 * halfAnHour);
    expect(await actions.approve(edsger, action)).toMatchObject({ outcome: "expired" });
  });
});

describe("an erasure of a member", () => {
  test("ends an action that they proposed, if the others of the group are too few", async () => {
    await actions.group("release", ada, grace);
    const asked = await askRelease({ proposedBy: ada });
    const action = await actions.withTerms(asked, { required_approvals: 2 });
    await actions.approve(grace, action);
    await eraseUser(actions.db, { userId: ada }, actions.clock);
    expect(await find(owner, action)).toMatchObject({ state: "cancelled", decidedBy: null });
  });

  test("leaves an action that others of the group can decide", async () => {
    await actions.group("release", ada, grace);
    const action = await askRelease({ proposedBy: ada });
    await eraseUser(actions.db, { userId: ada }, actions.clock);
    const found = await find(grace, action);
    expect(found).toMatchObject({ state: "pending" });
    expect(await actions.approve(grace, found as PendingAction)).toMatchObject({
      outcome: "confirmed",
    });
  });
});
