import { pendingActionStates } from "@handsfree/schema";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  cancelPendingAction,
  confirmPendingAction,
  findLatestPendingAction,
  findPendingAction,
  findPendingActionByToken,
  listPendingActions,
  type PendingActionConditions,
} from "../../src/entries/pending-actions.ts";
import { Actions, ada, edsger, grace, owner, stranger } from "./actions.ts";

let actions: Actions;
beforeEach(async () => {
  actions = await Actions.open();
});
afterEach(() => actions[Symbol.asyncDispose]());

const list = async (filter: PendingActionConditions & { readonly userId?: string } = {}) => {
  const page = await listPendingActions(actions.db, { userId: owner, ...filter }, actions.clock);
  return page.items.map(({ summary }) => summary);
};

test("the latest action is the newest one that its owner can decide now", async () => {
  const first = await actions.propose({ summary: "first" });
  actions.clock.advance(1000);
  await actions.propose({ summary: "short", expiresInSeconds: 10 });
  actions.clock.advance(1000);
  const decided = await actions.propose({ summary: "decided" });
  await actions.propose({ summary: "another's", userId: stranger });
  await actions.propose({ summary: "for others to decide", approvers: [ada] });
  await confirmPendingAction(actions.db, { userId: owner, token: decided.token }, actions.clock);
  const latest = () => findLatestPendingAction(actions.db, owner, actions.clock);
  expect(await latest()).toMatchObject({ summary: "short" });
  actions.clock.advance(10_000);
  expect(await latest()).toEqual(first.action);
  actions.clock.advance(1000);
  await actions.propose({ summary: "shared", approvers: [ada, owner] });
  expect(await latest()).toMatchObject({ summary: "shared" });
});

test("its owner, its proposer and its approvers find an action by its id, and the owner by its token", async () => {
  const { action, token } = await actions.propose({
    approvers: [ada, grace],
    proposedBy: edsger,
  });
  for (const userId of [owner, ada, grace.toUpperCase(), edsger, stranger]) {
    const { db, clock } = actions;
    const id = action.id.toUpperCase();
    const expected = userId === stranger ? undefined : action;
    expect(await findPendingAction(db, { userId, id }, clock)).toEqual(expected);
    const byToken = userId === owner ? action : undefined;
    expect(await findPendingActionByToken(db, { userId, token }, clock)).toEqual(byToken);
  }
  const unknown = "019a2f6e-0000-7000-8000-0000000000ff";
  expect(await findPendingAction(actions.db, { userId: owner, id: unknown })).toBeUndefined();
  await expect(findPendingAction(actions.db, { userId: owner, id: token })).rejects.toMatchObject({
    code: "invalid_input",
    field: "id",
  });
});

test("the list is the owner's live ones, page by page", async () => {
  for (let i = 0; i < 5; i++) await actions.propose({ summary: `number ${i}` });
  await actions.propose({ userId: stranger });
  const request = { userId: owner, limit: 3 };
  const first = await listPendingActions(actions.db, request, actions.clock);
  const cursor = first.nextCursor ?? "";
  const second = await listPendingActions(actions.db, { ...request, cursor }, actions.clock);
  const summaries = [...first.items, ...second.items].map(({ summary }) => summary);
  expect(summaries.toSorted()).toEqual([0, 1, 2, 3, 4].map((i) => `number ${i}`));
  expect(second.nextCursor).toBeNull();
});

test("a list is of one state, or of all, and of one type", async () => {
  await actions.propose({ summary: "waits" });
  const confirmed = await actions.propose({ summary: "confirmed", actionType: "comment" });
  const cancelled = await actions.propose({ summary: "cancelled" });
  await confirmPendingAction(actions.db, { userId: owner, token: confirmed.token }, actions.clock);
  await cancelPendingAction(actions.db, { userId: owner, token: cancelled.token }, actions.clock);
  const lists = Object.fromEntries(
    await Promise.all(
      pendingActionStates.map(async (state) => [state, await list({ state })] as const),
    ),
  );
  expect(lists).toEqual({
    ...Object.fromEntries(pendingActionStates.map((state) => [state, []])),
    pending: ["waits"],
    confirmed: ["confirmed"],
    cancelled: ["cancelled"],
  });
  expect((await list({ state: "all" })).toSorted()).toEqual(["cancelled", "confirmed", "waits"]);
  expect(await list({ state: "all", actionType: "comment" })).toEqual(["confirmed"]);
  expect(await list({ actionType: "comment" })).toEqual([]);
});

test("an approver lists only the actions that they may decide, of any owner", async () => {
  const shared = await actions.propose({ summary: "ada's too", approvers: [owner, ada] });
  await actions.propose({ summary: "ada's alone", approvers: [ada], expiresInSeconds: 10 });
  await actions.propose({ summary: "grace's", approvers: [grace] });
  await actions.propose({ summary: "the owner's" });
  await actions.propose({ summary: "of ada", userId: ada });
  await actions.propose({ summary: "of ada for grace", userId: ada, approvers: [grace] });
  const asApprover = async (userId: string) =>
    (await list({ userId, role: "approver" })).toSorted();
  expect(await asApprover(ada)).toEqual(["ada's alone", "ada's too", "of ada"]);
  expect(await asApprover(owner)).toEqual(["ada's too", "the owner's"]);
  expect(await asApprover(grace)).toEqual(["grace's", "of ada for grace"]);
  expect(await asApprover(stranger)).toEqual([]);
  expect((await list({ userId: ada })).toSorted()).toEqual(["of ada", "of ada for grace"]);

  await confirmPendingAction(actions.db, { userId: owner, token: shared.token }, actions.clock);
  actions.clock.advance(10_000);
  expect(await asApprover(ada)).toEqual(["of ada"]);
});

test.for([
  ["userId", { userId: "me" }],
  ["state", { state: "done" as "all" }],
  ["role", { role: "admin" as "owner" }],
  ["state", { role: "approver", state: "confirmed" }],
  ["actionType", { actionType: "" }],
  ["limit", { limit: 0 }],
  ["cursor", { cursor: "x" }],
] as const)("a bad %s is refused: %j", async ([field, filter]) => {
  await expect(list(filter)).rejects.toMatchObject({ code: "invalid_input", field });
});
