import { afterEach, beforeEach, expect, test } from "vitest";
import {
  cancelPendingAction,
  confirmPendingAction,
  findPendingAction,
  findPendingActionByToken,
} from "../../src/entries/pending-actions.ts";
import { sha256 } from "../../src/token.ts";
import { Actions, owner, race, sorted, stranger } from "./actions.ts";

let actions: Actions;
beforeEach(async () => {
  actions = await Actions.open();
});
afterEach(() => actions[Symbol.asyncDispose]());

test("200 confirmations at once: one wins, and one audit row says so", async () => {
  const { token, action } = await actions.propose();
  const holder = { userId: owner, token };
  const outcomes = await race(200, () => confirmPendingAction(actions.db, holder, actions.clock));
  expect(outcomes).toEqual({ confirmed: 1, already_decided: 199 });
  const [, confirmed, ...more] = await actions.trail();
  expect(more).toEqual([]);
  expect(confirmed).toMatchObject({
    actionType: "pending_action.confirmed",
    ok: true,
    target: action.id,
    result: { action_type: "merge_pr", state: "confirmed", by: owner },
  });
});

test("of 200 confirmations and cancellations at once one wins, and the state is its own", async () => {
  const { token, action } = await actions.propose();
  const holder = { userId: owner, token };
  const outcomes = await race(200, (n) =>
    (n % 2 ? confirmPendingAction : cancelPendingAction)(actions.db, holder, actions.clock),
  );
  const { already_decided, ...won } = outcomes;
  expect(already_decided).toBe(199);
  const [winner = "nobody"] = Object.keys(won);
  expect(await findPendingAction(actions.db, { userId: owner, id: action.id })).toMatchObject({
    state: winner,
  });
  expect(await actions.events()).toEqual(sorted([winner, "proposed"]));
});

test("a decision keeps who made it, why, when, and of which payload", async () => {
  const { action, token } = await actions.propose();
  actions.clock.advance(5000);
  const decision = { userId: owner.toUpperCase(), token, reason: "the checks are green" };
  const made = await confirmPendingAction(actions.db, decision, actions.clock);
  const decided = {
    ...action,
    state: "confirmed",
    approvals: 1,
    decidedAt: actions.clock.now(),
    decidedBy: owner,
    decisionReason: "the checks are green",
    decidedSurface: "voice",
  };
  expect(made).toEqual({ outcome: "confirmed", action: decided });
  expect(await findPendingAction(actions.db, { userId: owner, id: action.id })).toEqual(decided);
  expect((await actions.trail()).at(-1)).toMatchObject({
    createdAt: actions.clock.now(),
    result: {
      by: owner,
      reason: "the checks are green",
      payload_digest: action.payloadDigest,
      approvals: 1,
      required_approvals: 1,
      surface: "voice",
      version: 1,
      policy: null,
      policy_version: null,
      group: null,
    },
  });
  expect(await actions.count("pending_action_approvals")).toBe(0);
});

test("a cancellation keeps the same, and counts no approval", async () => {
  const { action, token } = await actions.propose();
  const decision = { userId: owner, token, reason: "not today" };
  const made = await cancelPendingAction(actions.db, decision, actions.clock);
  expect(made).toMatchObject({
    outcome: "cancelled",
    action: { state: "cancelled", approvals: 0, decidedBy: owner, decisionReason: "not today" },
  });
  const found = await findPendingAction(actions.db, { userId: owner, id: action.id });
  expect({ outcome: "cancelled", action: found }).toEqual(made);
});

test("both decisions need the digest of the current action", async () => {
  const { action, token } = await actions.propose();
  const wrong = { userId: owner, token, payloadDigest: "0".repeat(64) };
  for (const decide of [confirmPendingAction, cancelPendingAction]) {
    expect(await decide(actions.db, wrong, actions.clock)).toEqual({
      outcome: "digest_mismatch",
      action,
    });
  }
  expect(
    await findPendingAction(actions.db, { userId: owner, id: action.id }, actions.clock),
  ).toEqual(action);
  expect(await actions.events()).toEqual(["proposed"]);
  const right = { ...wrong, payloadDigest: action.payloadDigest.toUpperCase() };
  expect((await confirmPendingAction(actions.db, right, actions.clock)).outcome).toBe("confirmed");
});

test.for([
  ["payloadDigest", { payloadDigest: "" }],
  ["payloadDigest", { payloadDigest: "0".repeat(63) }],
  ["payloadDigest", { payloadDigest: "g".repeat(64) }],
  ["payloadDigest", { payloadDigest: `v3:${"0".repeat(64)}` }],
  ["payloadDigest", { payloadDigest: `${"0".repeat(64)}\n` }],
  ["surface", { surface: "phone" as "voice" }],
  ["reason", { reason: "" }],
  ["reason", { reason: "r".repeat(1001) }],
  ["reason", { reason: "\ud800" }],
  ["userId", { userId: "me" }],
  ["token", { token: undefined as unknown as string }],
  ["token", { token: 5 as unknown as string }],
] as const)("a bad %s decides nothing: %j", async ([field, input]) => {
  const { token } = await actions.propose();
  for (const decide of [confirmPendingAction, cancelPendingAction]) {
    const attempt = decide(actions.db, { userId: owner, token, ...input }, actions.clock);
    await expect(attempt).rejects.toMatchObject({ code: "invalid_input", field });
  }
  expect(await actions.events()).toEqual(["proposed"]);
});

test.for([
  ["without a digest", false],
  ["with the digest that was shown", true],
] as const)(
  "a payload that was changed since it was proposed is not confirmed %s",
  async ([, named]) => {
    // The confirmer carries it out, so no claim checks it again.
    const { action, token } = await actions.propose({ maxAttempts: 0 });
    await actions.db
      .updateTable("pending_actions")
      .set({ action_payload: '{"pr":13}' })
      .where("id", "=", action.id)
      .execute();
    const payloadDigest = named ? action.payloadDigest : undefined;
    const decision = { userId: owner, token, payloadDigest };
    expect((await confirmPendingAction(actions.db, decision, actions.clock)).outcome).toBe(
      "digest_mismatch",
    );
    expect(await actions.events()).toEqual(["proposed"]);
    expect((await cancelPendingAction(actions.db, decision, actions.clock)).outcome).toBe(
      "cancelled",
    );
  },
);

test("a reason of 1000 characters is taken", async () => {
  const { token } = await actions.propose();
  const decision = { userId: owner, token, reason: "r".repeat(1000) };
  expect((await cancelPendingAction(actions.db, decision, actions.clock)).outcome).toBe(
    "cancelled",
  );
});

test("the audit row and the decision are stored together or not at all", async () => {
  const { token } = await actions.propose();
  const holder = { userId: owner, token };
  const attempt = actions.db.transaction().execute(async (transaction) => {
    const inside = await confirmPendingAction(transaction, holder, actions.clock);
    expect(inside.outcome).toBe("confirmed");
    throw new Error("crash");
  });
  await expect(attempt).rejects.toThrow("crash");
  expect(await actions.events()).toEqual(["proposed"]);
  expect((await confirmPendingAction(actions.db, holder, actions.clock)).outcome).toBe("confirmed");
});

test("a stranger's decision is not found, even with the token, and the owner's still counts", async () => {
  const { action, token } = await actions.propose();
  const thief = { userId: stranger, token, payloadDigest: action.payloadDigest };
  expect(await confirmPendingAction(actions.db, thief, actions.clock)).toEqual({
    outcome: "not_found",
  });
  expect(await cancelPendingAction(actions.db, thief, actions.clock)).toEqual({
    outcome: "not_found",
  });
  const holder = { userId: owner, token };
  expect((await confirmPendingAction(actions.db, holder, actions.clock)).outcome).toBe("confirmed");
});

test("an unknown token is not found", async () => {
  const { action } = await actions.propose();
  for (const token of ["", "x", "é".repeat(1000), action.id, action.payloadDigest]) {
    const holder = { userId: owner, token };
    expect(await confirmPendingAction(actions.db, holder, actions.clock)).toEqual({
      outcome: "not_found",
    });
  }
});

test("a decided action stays decided after its expiry, and is found with its state", async () => {
  const { token } = await actions.propose({ expiresInSeconds: 10 });
  const holder = { userId: owner, token };
  await cancelPendingAction(actions.db, holder, actions.clock);
  actions.clock.advance(60_000);
  expect(await confirmPendingAction(actions.db, holder, actions.clock)).toMatchObject({
    outcome: "already_decided",
    action: { state: "cancelled" },
  });
  expect(await findPendingActionByToken(actions.db, holder, actions.clock)).toMatchObject({
    state: "cancelled",
  });
});

test("a row from before digests gets one when it is read, and stores it when it is decided", async () => {
  const { action, token } = await actions.propose();
  await actions.db
    .updateTable("pending_actions")
    .set({ payload_digest: null, proposed_by: null })
    .execute();
  const holder = { userId: owner, token };
  const found = await findPendingActionByToken(actions.db, holder, actions.clock);
  const payloadDigest = sha256('{"pr":12}');
  expect(found).toEqual({ ...action, proposedBy: null, payloadDigest });
  const mismatch = { ...holder, payloadDigest: "f".repeat(64) };
  expect((await confirmPendingAction(actions.db, mismatch, actions.clock)).outcome).toBe(
    "digest_mismatch",
  );
  const shown = { ...holder, payloadDigest };
  expect((await confirmPendingAction(actions.db, shown, actions.clock)).outcome).toBe("confirmed");
  const row = await actions.db.selectFrom("pending_actions").selectAll().executeTakeFirstOrThrow();
  expect(row.payload_digest).toBe(payloadDigest);
});
