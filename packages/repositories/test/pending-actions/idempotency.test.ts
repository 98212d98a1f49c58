import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  cancelPendingAction,
  confirmPendingAction,
  deletePendingAction,
  expirePendingActions,
  findPendingAction,
  findPendingActionByToken,
  type NewPendingAction,
} from "../../src/entries/pending-actions.ts";
import { parseJsonExactly } from "../../src/index.ts";
import { Actions, ada, grace, owner, race, stranger } from "./actions.ts";

let actions: Actions;
beforeEach(async () => {
  actions = await Actions.open();
});
afterEach(() => actions[Symbol.asyncDispose]());

const key = { idempotencyKey: "merge/12" };

/** A retry that must find the first proposal. */
async function retry(input: Partial<NewPendingAction> = key) {
  const proposal = await actions.attempt(input);
  if (proposal.outcome !== "replayed") throw new Error(`the retry is ${proposal.outcome}`);
  return proposal;
}

test("200 proposals with one key: one action, and every token decides it", async () => {
  const tokens: string[] = [];
  const outcomes = await race(200, async () => {
    const proposal = await actions.attempt(key);
    if ("token" in proposal && proposal.token !== null) tokens.push(proposal.token);
    return proposal;
  });
  expect(outcomes).toEqual({ proposed: 1, replayed: 199 });
  expect(new Set(tokens).size).toBe(200);
  expect(await actions.count("pending_actions")).toBe(1);
  expect(await actions.events()).toEqual(["proposed"]);

  const decisions = await race(200, (n) =>
    confirmPendingAction(actions.db, { userId: owner, token: tokens[n] ?? "" }, actions.clock),
  );
  expect(decisions).toEqual({ confirmed: 1, already_decided: 199 });
  expect(await actions.events()).toEqual(["confirmed", "proposed"]);
});

test("a retry gets the same action and another token, and both work; neither is stored", async () => {
  const first = await actions.propose(key);
  actions.clock.advance(1000);
  const second = await retry();
  expect(second.action).toEqual(first.action);
  expect(second.token).not.toBe(first.token);
  for (const token of [first.token, second.token ?? ""]) {
    const holder = { userId: owner, token };
    expect(await findPendingActionByToken(actions.db, holder, actions.clock)).toEqual(first.action);
    const thief = { userId: stranger, token };
    expect(await findPendingActionByToken(actions.db, thief, actions.clock)).toBeUndefined();
    expect(await confirmPendingAction(actions.db, thief, actions.clock)).toEqual({
      outcome: "not_found",
    });
  }
  const kept = JSON.stringify(
    await actions.db.selectFrom("pending_action_tokens").selectAll().execute(),
  );
  expect(kept).not.toContain(second.token);
  const late = { userId: owner, token: second.token ?? "" };
  expect(await cancelPendingAction(actions.db, late, actions.clock)).toMatchObject({
    outcome: "cancelled",
    action: { id: first.action.id },
  });
});

test("after a decision or expiry, a retry gets the outcome and no token", async () => {
  const { token } = await actions.propose(key);
  await confirmPendingAction(actions.db, { userId: owner, token }, actions.clock);
  expect(await retry()).toMatchObject({ token: null, action: { state: "confirmed" } });

  const brief = { idempotencyKey: "brief", expiresInSeconds: 10 };
  await actions.propose(brief);
  actions.clock.advance(10_000);
  expect(await retry(brief)).toMatchObject({ token: null, action: { state: "expired" } });
  expect(await actions.count("pending_action_tokens")).toBe(0);
});

describe("the key of an action that ended undecided", () => {
  const brief = { idempotencyKey: "brief", expiresInSeconds: 10 };
  const day = 24 * 3_600_000;

  test("is kept for 24 hours after the proposal, and then makes a new action", async () => {
    const first = await actions.propose(brief);
    actions.clock.advance(day - 1);
    expect(await retry(brief)).toMatchObject({ token: null, action: { id: first.action.id } });
    expect(await actions.attempt({ ...brief, summary: "Another" })).toEqual({
      outcome: "key_reused",
    });
    actions.clock.advance(1);
    const second = await actions.propose(brief);
    expect(second.action.id).not.toBe(first.action.id);
    expect((await retry(brief)).action.id).toBe(second.action.id);
    const decision = { userId: owner, token: second.token };
    expect((await confirmPendingAction(actions.db, decision, actions.clock)).outcome).toBe(
      "confirmed",
    );
    expect(await actions.events()).toEqual(["confirmed", "expired", "proposed", "proposed"]);
    expect(
      await findPendingAction(actions.db, { userId: owner, id: first.action.id }, actions.clock),
    ).toMatchObject({ state: "expired", idempotencyKey: "brief" });
  });

  test("can be used by another proposal, also after the expiry is recorded", async () => {
    await actions.propose(brief);
    actions.clock.advance(day);
    expect(await expirePendingActions(actions.db, {}, actions.clock)).toBe(1);
    const other = await actions.propose({ ...brief, actionType: "comment" });
    expect(other.action.state).toBe("pending");
  });

  test("is free at once if the action waited for longer than that", async () => {
    const long = { ...brief, expiresInSeconds: 30 * 24 * 3600 };
    const first = await actions.propose(long);
    actions.clock.advance(30 * day - 1);
    expect((await retry(long)).action.id).toBe(first.action.id);
    actions.clock.advance(1);
    expect((await actions.propose(long)).action.id).not.toBe(first.action.id);
  });

  test("goes to one of many concurrent proposals", async () => {
    await actions.propose(brief);
    actions.clock.advance(day);
    const outcomes = await race(20, () => actions.attempt(brief));
    expect(outcomes).toEqual({ proposed: 1, replayed: 19 });
  });

  test("stays if a person has decided", async () => {
    for (const decide of [confirmPendingAction, cancelPendingAction]) {
      const decided = { idempotencyKey: decide.name };
      const { action, token } = await actions.propose(decided);
      await decide(actions.db, { userId: owner, token }, actions.clock);
      actions.clock.advance(400 * day);
      expect(await retry(decided)).toMatchObject({ token: null, action: { id: action.id } });
    }
  });
});

describe("a key is for one proposal", () => {
  test.for([
    { summary: "Merge #13" },
    { actionType: "comment" },
    { actionPayload: { pr: 13 } },
    { actionPayload: { pr: "12" } },
    { expiresInSeconds: 3601 },
    { proposedBy: ada },
    { approvers: [owner, ada] },
    { approvers: [owner, ada], requiredApprovals: 2 },
    { proposerMayApprove: false, approvers: [ada] },
    { maxAttempts: 0 },
  ])("another %j makes another proposal", async (change) => {
    await actions.propose(key);
    expect(await actions.attempt({ ...key, ...change })).toEqual({ outcome: "key_reused" });
    expect(await actions.events()).toEqual(["proposed"]);
    expect(await actions.count("pending_action_tokens")).toBe(0);
  });

  test("spelling, defaults and the order of people do not make another proposal", async () => {
    await actions.propose({ ...key, approvers: [ada, grace], actionPayload: { a: 1, b: 2 } });
    const again = await retry({
      ...key,
      approvers: [grace.toUpperCase(), ada],
      actionPayload: parseJsonExactly('{"b":2.0,"a":1}'),
      requiredApprovals: 1,
      proposedBy: owner,
      expiresInSeconds: 3600,
      maxAttempts: 3,
      openLimit: 1,
    });
    expect(again.action.approvers).toEqual([ada, grace]);
  });
});

test("a key belongs to one user, with any content", async () => {
  const first = await actions.propose({ idempotencyKey: "a" });
  const others = [
    await actions.propose({ idempotencyKey: "a", userId: stranger }),
    await actions.propose({ idempotencyKey: `${owner}/a` }),
    await actions.propose({ idempotencyKey: "/a" }),
  ];
  expect(new Set([first, ...others].map(({ action }) => action.id)).size).toBe(4);
});

test("a retry is answered even if the limit of open actions is reached", async () => {
  await actions.propose({ ...key, openLimit: 1 });
  expect(await actions.attempt({ openLimit: 1 })).toEqual({
    outcome: "too_many_open",
    limit: 1,
    of: "owner",
  });
  expect((await retry({ ...key, openLimit: 1 })).token).not.toBeNull();
});

test("deleting the action frees its key and removes all its tokens", async () => {
  const first = await actions.propose(key);
  const { token } = await retry();
  const holder = { userId: owner, token: token ?? "" };
  expect((await deletePendingAction(actions.db, holder, actions.clock)).outcome).toBe("deleted");
  expect(await actions.count("pending_action_tokens")).toBe(0);
  const second = await actions.propose(key);
  expect(second.action.id).not.toBe(first.action.id);
});
