import { afterEach, beforeEach, expect, test } from "vitest";
import {
  abandonExpiredExecutions,
  claimAction,
  confirmPendingAction,
  failAction,
  releaseAction,
  succeedAction,
} from "../../src/entries/pending-actions.ts";
import { storeText, textOf } from "../policies/store/policies-world.ts";
import { Actions, owner, race } from "./actions.ts";
import { required } from "./confirmed-actions.ts";

let actions: Actions;
beforeEach(async () => {
  actions = await Actions.open();
});
afterEach(() => actions[Symbol.asyncDispose]());

const key = { idempotencyKey: "call/1", renewable: true, maxAttempts: 1 };

async function claim(id: string) {
  const claimed = await claimAction(
    actions.db,
    { id, types: ["merge_pr"], worker: "agent" },
    actions.clock,
  );
  return required(claimed).lease;
}

test("a renewable proposal finds its action while that waits, is approved, or is executed", async () => {
  const { action, token } = await actions.propose(key);
  expect(await actions.attempt(key)).toMatchObject({
    outcome: "replayed",
    action: { id: action.id, state: "pending" },
  });
  await confirmPendingAction(actions.db, { userId: owner, token }, actions.clock);
  expect(await actions.attempt(key)).toMatchObject({
    outcome: "replayed",
    action: { id: action.id, state: "confirmed" },
  });
  await claim(action.id);
  expect(await actions.attempt(key)).toMatchObject({
    outcome: "replayed",
    action: { id: action.id, state: "executing" },
  });
  expect(await actions.attempt({ ...key, renewable: false })).toMatchObject({
    outcome: "replayed",
    action: { id: action.id },
  });
});

const endings = {
  succeeded: (lease: { actionId: string; token: string }) =>
    succeedAction(actions.db, lease, actions.clock),
  failed: (lease: { actionId: string; token: string }) =>
    failAction(actions.db, { ...lease, error: "no" }, actions.clock),
  async abandoned(lease: { actionId: string; token: string }) {
    await releaseAction(actions.db, lease, actions.clock);
    await abandonExpiredExecutions(actions.db, {}, actions.clock);
  },
};

test.for(Object.entries(endings))(
  "after it is %s, a renewable proposal is a new question, and another one is not",
  async ([state, end]) => {
    const { action, token } = await actions.propose(key);
    await confirmPendingAction(actions.db, { userId: owner, token }, actions.clock);
    await end(await claim(action.id));
    expect(await actions.attempt({ ...key, renewable: false })).toMatchObject({
      outcome: "replayed",
      action: { id: action.id, state },
    });
    const renewed = await actions.propose(key);
    expect(renewed.action.id).not.toBe(action.id);
    expect(await actions.row(action.id)).toMatchObject({
      state,
      owned_key: null,
      idempotency_key: "call/1",
    });
  },
);

test("after it is rejected or has expired, a renewable proposal is a new question at once", async () => {
  const first = await actions.propose(key);
  await actions.cancel(owner, first.token);
  const second = await actions.propose({ ...key, expiresInSeconds: 10 });
  expect(second.action.id).not.toBe(first.action.id);
  actions.clock.advance(10_000);
  const third = await actions.propose({ ...key, summary: "Merge #12 at last" });
  expect(third.action.id).not.toBe(second.action.id);
  expect(await actions.row(second.action.id)).toMatchObject({ state: "expired" });
});

test("100 renewable proposals at once make one question, and denied ones break nothing", async () => {
  expect(await race(100, () => actions.attempt(key))).toEqual({ proposed: 1, replayed: 99 });
  await storeText(
    actions.db,
    actions.clock,
    textOf(`{ name: frozen, match: { types: [merge_pr] }, deny: "frozen" }`),
  );
  const denied = await race(100, () => actions.attempt({ ...key, idempotencyKey: "call/2" }));
  expect((denied["denied"] ?? 0) + (denied["replayed"] ?? 0)).toBe(100);
  expect(denied["denied"]).toBeGreaterThan(0);
});
