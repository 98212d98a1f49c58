import { afterEach, beforeEach, expect, test } from "vitest";
import { confirmPendingAction, deletePendingAction } from "../../src/entries/pending-actions.ts";
import { Actions, ada, grace, owner, race, stranger } from "./actions.ts";

let actions: Actions;
beforeEach(async () => {
  actions = await Actions.open();
});
afterEach(() => actions[Symbol.asyncDispose]());

test("of 200 deletions at once one deletes, with one audit row", async () => {
  const { action, token } = await actions.propose();
  const outcomes = await race(200, () =>
    deletePendingAction(actions.db, { userId: owner, token }, actions.clock),
  );
  expect(outcomes).toEqual({ deleted: 1, not_found: 199 });
  expect((await actions.trail()).slice(1)).toMatchObject([
    {
      actionType: "pending_action.deleted",
      target: action.id,
      result: { state: "pending", by: owner },
    },
  ]);
});

test("of a deletion and a confirmation at once, the audit trail shows which came first", async () => {
  for (let round = 0; round < 10; round++) {
    const { action, token } = await actions.propose();
    const holder = { userId: owner, token };
    const [deletion, decision] = await Promise.all([
      deletePendingAction(actions.db, holder, actions.clock),
      confirmPendingAction(actions.db, holder, actions.clock),
    ]);
    const trail = (await actions.trail()).filter(({ target }) => target === action.id);
    const deleted = trail.find(({ actionType }) => actionType === "pending_action.deleted");
    expect(deletion.outcome).toBe("deleted");
    expect(deleted?.result).toMatchObject({
      state: decision.outcome === "confirmed" ? "confirmed" : "pending",
    });
    expect(trail).toHaveLength(decision.outcome === "confirmed" ? 3 : 2);
  }
  expect(await actions.count("pending_actions")).toBe(0);
});

test("an executing action stays, and is not recorded as deleted", async () => {
  const { token } = await actions.propose();
  await actions.db.updateTable("pending_actions").set({ state: "executing" }).execute();
  expect(
    await deletePendingAction(actions.db, { userId: owner, token }, actions.clock),
  ).toMatchObject({ outcome: "executing" });
  expect(await actions.count("pending_actions")).toBe(1);
  expect(await actions.events()).toEqual(["proposed"]);
});

test("only the owner deletes, not an approver or a stranger", async () => {
  const { token } = await actions.propose({ approvers: [owner, ada] });
  for (const userId of [ada, stranger]) {
    expect(await deletePendingAction(actions.db, { userId, token }, actions.clock)).toEqual({
      outcome: "not_found",
    });
  }
  expect(await actions.count("pending_actions")).toBe(1);
  const upper = { userId: owner.toUpperCase(), token };
  expect((await deletePendingAction(actions.db, upper, actions.clock)).outcome).toBe("deleted");
});

test("approvals are deleted with their action, and no others", async () => {
  const policy = { approvers: [ada, grace], requiredApprovals: 2 };
  const [gone, stays] = [await actions.propose(policy), await actions.propose(policy)];
  for (const { action } of [gone, stays]) await actions.approve(ada, action);
  await deletePendingAction(actions.db, { userId: owner, token: gone.token }, actions.clock);
  const left = await actions.db.selectFrom("pending_action_approvals").selectAll().execute();
  expect(left.map((row) => row.action_id)).toEqual([stays.action.id]);
});

test("a deletion that is rolled back deletes nothing", async () => {
  const { token } = await actions.propose({ idempotencyKey: "k" });
  await actions.attempt({ idempotencyKey: "k" });
  const attempt = actions.db.transaction().execute(async (transaction) => {
    const holder = { userId: owner, token };
    expect((await deletePendingAction(transaction, holder, actions.clock)).outcome).toBe("deleted");
    throw new Error("crash");
  });
  await expect(attempt).rejects.toThrow("crash");
  expect(await actions.count("pending_actions")).toBe(1);
  expect(await actions.count("pending_action_tokens")).toBe(1);
  expect(await actions.events()).toEqual(["proposed"]);
});
