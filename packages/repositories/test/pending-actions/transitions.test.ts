import { isDeepStrictEqual } from "node:util";
import { type PendingActionState, pendingActionStates } from "@handsfree/schema";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  cancelPendingAction,
  confirmPendingAction,
  deletePendingAction,
  expirePendingActions,
  type TokenHolder,
} from "../../src/entries/pending-actions.ts";
import { makeTransition } from "../../src/pending-actions/transition.ts";
import { pendingActionTransitions } from "../../src/pending-actions/transitions.ts";
import { Actions, owner, sorted } from "./actions.ts";

let actions: Actions;
beforeEach(async () => {
  actions = await Actions.open();
});
afterEach(() => actions[Symbol.asyncDispose]());

interface Operation {
  readonly to: PendingActionState;
  /** Whether it comes after the action's time. */
  readonly late: boolean;
  /** What it answers where the table allows it, and where not. */
  readonly legal: string;
  readonly refusal: (from: PendingActionState) => string;
  readonly run: (holder: TokenHolder) => Promise<string>;
}

const decided = (from: PendingActionState): string =>
  from === "expired" ? "expired" : "already_decided";

const operations: Record<string, Operation> = {
  confirm: {
    to: "confirmed",
    late: false,
    legal: "confirmed",
    refusal: decided,
    run: async (holder) => (await confirmPendingAction(actions.db, holder, actions.clock)).outcome,
  },
  cancel: {
    to: "cancelled",
    late: false,
    legal: "cancelled",
    refusal: decided,
    run: async (holder) => (await cancelPendingAction(actions.db, holder, actions.clock)).outcome,
  },
  "confirm too late": {
    to: "expired",
    late: true,
    legal: "expired",
    refusal: decided,
    run: async (holder) => (await confirmPendingAction(actions.db, holder, actions.clock)).outcome,
  },
  "cancel too late": {
    to: "expired",
    late: true,
    legal: "expired",
    refusal: decided,
    run: async (holder) => (await cancelPendingAction(actions.db, holder, actions.clock)).outcome,
  },
  expire: {
    to: "expired",
    late: true,
    legal: "1",
    refusal: () => "0",
    run: async () => String(await expirePendingActions(actions.db, {}, actions.clock)),
  },
};

const cases = pendingActionStates.flatMap((from) =>
  Object.entries(operations).map(([name, operation]) => ({ from, name, operation })),
);

test.for(cases)("$name of an action that is $from", async ({ from, operation }) => {
  const { token } = await actions.propose();
  await actions.db.updateTable("pending_actions").set({ state: from }).execute();
  if (operation.late) actions.clock.advance(3_600_000);
  const before = await actions.db.selectFrom("pending_actions").selectAll().execute();
  const outcome = await operation.run({ userId: owner, token });
  const after = await actions.db.selectFrom("pending_actions").selectAll().execute();
  const [row] = after;
  const found = { outcome, state: row?.state, changed: !isDeepStrictEqual(before, after) };
  // Taking an approval back leads from `confirmed` to `pending` or `expired`. None of these operations does.
  const legal = from !== "confirmed" && pendingActionTransitions[from].includes(operation.to);
  expect({ ...found, events: await actions.events() }).toEqual(
    legal
      ? {
          outcome: operation.legal,
          state: operation.to,
          changed: true,
          events: sorted([operation.to, "proposed"]),
        }
      : { outcome: operation.refusal(from), state: from, changed: false, events: ["proposed"] },
  );
});

const illegal = pendingActionStates.flatMap((from) =>
  pendingActionStates
    .filter((to) => !pendingActionTransitions[from].includes(to))
    .map((to) => ({ from, to })),
);

test("the table allows 13 transitions of 100", () => {
  expect(illegal).toHaveLength(100 - 13);
});

test("what the table does not allow is a fault of the caller's, and changes nothing", async () => {
  const { action } = await actions.propose();
  for (const { from, to } of illegal) {
    await actions.db.updateTable("pending_actions").set({ state: from }).execute();
    const moved = { ...action, state: from };
    const transition = { action: moved, to, event: "confirmed", by: owner } as const;
    await expect(makeTransition(actions.db, transition, actions.clock)).rejects.toThrow(TypeError);
    const { state } = await actions.db
      .selectFrom("pending_actions")
      .select("state")
      .executeTakeFirstOrThrow();
    expect(state).toBe(from);
  }
  expect(await actions.events()).toEqual(["proposed"]);
});

test("an action that has moved since it was read is not moved", async () => {
  const { action } = await actions.propose();
  await actions.db.updateTable("pending_actions").set({ state: "cancelled" }).execute();
  const transition = { action, to: "confirmed", event: "confirmed", by: owner } as const;
  expect(await makeTransition(actions.db, transition, actions.clock)).toBe(false);
  expect(await actions.events()).toEqual(["proposed"]);
});

test.for(pendingActionStates)("deletion of an action that is %s", async (state) => {
  const { token } = await actions.propose();
  await actions.db.updateTable("pending_actions").set({ state }).execute();
  const holder = { userId: owner, token };
  const { outcome } = await deletePendingAction(actions.db, holder, actions.clock);
  expect(outcome).toBe(state === "executing" ? "executing" : "deleted");
  expect(await actions.count("pending_actions")).toBe(state === "executing" ? 1 : 0);
});
