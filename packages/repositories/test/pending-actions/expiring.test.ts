import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  cancelPendingAction,
  confirmPendingAction,
  expirePendingActions,
  findLatestPendingAction,
  findPendingAction,
  findPendingActionByToken,
  listPendingActions,
} from "../../src/entries/pending-actions.ts";
import { Actions, owner } from "./actions.ts";

let actions: Actions;
beforeEach(async () => {
  actions = await Actions.open();
});
afterEach(() => actions[Symbol.asyncDispose]());

describe("the boundary: at expiresAt it is too late, everywhere", () => {
  test("one millisecond before, it is live", async () => {
    const { action, token } = await actions.propose({ expiresInSeconds: 10 });
    const holder = { userId: owner, token };
    actions.clock.advance(9999);
    const { db, clock } = actions;
    expect(await expirePendingActions(db, {}, clock)).toBe(0);
    expect(await findPendingActionByToken(db, holder, clock)).toEqual(action);
    expect(await findPendingAction(db, { userId: owner, id: action.id }, clock)).toEqual(action);
    expect(await findLatestPendingAction(db, owner, clock)).toEqual(action);
    expect((await listPendingActions(db, { userId: owner }, clock)).items).toEqual([action]);
    expect((await confirmPendingAction(db, holder, clock)).outcome).toBe("confirmed");
  });

  test.for([
    ["before the sweep", 0],
    ["after the sweep", 1],
  ] as const)("at the instant it is not, %s", async ([, sweeps]) => {
    const { action, token } = await actions.propose({ expiresInSeconds: 10 });
    const holder = { userId: owner, token };
    actions.clock.advance(10_000);
    const { db, clock } = actions;
    for (let sweep = 0; sweep < sweeps; sweep++) await expirePendingActions(db, {}, clock);
    expect(await actions.events()).toHaveLength(1 + sweeps);
    const expired = { ...action, state: "expired" };
    expect(await findPendingActionByToken(db, holder, clock)).toBeUndefined();
    expect(await findPendingAction(db, { userId: owner, id: action.id }, clock)).toEqual(expired);
    expect(await findLatestPendingAction(db, owner, clock)).toBeUndefined();
    expect((await listPendingActions(db, { userId: owner }, clock)).items).toEqual([]);
    for (const state of ["expired", "all"] as const) {
      const { items } = await listPendingActions(db, { userId: owner, state }, clock);
      expect(items).toEqual([expired]);
    }
    const late = { outcome: "expired", action: expired };
    expect(await confirmPendingAction(db, holder, clock)).toEqual(late);
    expect(await cancelPendingAction(db, holder, clock)).toEqual(late);
    expect(await actions.events()).toEqual(["expired", "proposed"]);
  });
});

test("who decides too late puts the expiry on record, by the clock and once", async () => {
  const { action, token } = await actions.propose({ expiresInSeconds: 10 });
  actions.clock.advance(60_000);
  const holder = { userId: owner, token };
  const decisions = await Promise.all(
    Array.from({ length: 50 }, (_, n) =>
      (n % 2 ? confirmPendingAction : cancelPendingAction)(actions.db, holder, actions.clock),
    ),
  );
  expect(new Set(decisions.map(({ outcome }) => outcome))).toEqual(new Set(["expired"]));
  expect((await actions.trail()).slice(1)).toMatchObject([
    {
      actionType: "pending_action.expired",
      target: action.id,
      createdAt: actions.clock.now(),
      result: { state: "expired", by: "clock", payload_digest: action.payloadDigest },
    },
  ]);
  const row = await actions.db.selectFrom("pending_actions").selectAll().executeTakeFirstOrThrow();
  expect(row).toMatchObject({ state: "expired", decided_at: null, decided_by: null });
});

test("two sweeps at once move each of 250 once, and leave what is decided or not due", async () => {
  for (let n = 0; n < 250; n++) await actions.propose({ expiresInSeconds: 10, openLimit: 1000 });
  const decided = await actions.propose({ expiresInSeconds: 10, openLimit: 1000 });
  await confirmPendingAction(actions.db, { userId: owner, token: decided.token }, actions.clock);
  await actions.propose({ openLimit: 1000 });
  actions.clock.advance(10_000);
  const moved = await Promise.all([
    expirePendingActions(actions.db, {}, actions.clock),
    expirePendingActions(actions.db, {}, actions.clock),
  ]);
  expect(moved[0] + moved[1]).toBe(250);
  const rows = await actions.db.selectFrom("pending_actions").select("state").execute();
  const states = Object.groupBy(rows, ({ state }) => state);
  expect([states.expired, states.confirmed, states.pending].map((of) => of?.length)).toEqual([
    250, 1, 1,
  ]);
  const logs = await actions.db
    .selectFrom("action_logs")
    .select("target")
    .where("action_type", "=", "pending_action.expired")
    .execute();
  expect(new Set(logs.map(({ target }) => target)).size).toBe(250);
  expect(logs).toHaveLength(250);
});

test("a limit moves the longest overdue first", async () => {
  for (const seconds of [30, 10, 20]) {
    await actions.propose({ summary: `${seconds}`, expiresInSeconds: seconds });
  }
  actions.clock.advance(60_000);
  const { db, clock } = actions;
  expect(await expirePendingActions(db, { limit: 2 }, clock)).toBe(2);
  const left = await db
    .selectFrom("pending_actions")
    .select("summary")
    .where("state", "=", "pending")
    .execute();
  expect(left).toEqual([{ summary: "30" }]);
  expect(await expirePendingActions(db, { limit: 2 }, clock)).toBe(1);
  expect(await expirePendingActions(db, { limit: 2 }, clock)).toBe(0);
  await expect(expirePendingActions(db, { limit: 0 }, clock)).rejects.toMatchObject({
    field: "limit",
  });
});

test("a sweep in the caller's transaction goes with it", async () => {
  for (let n = 0; n < 5; n++) await actions.propose({ expiresInSeconds: 10 });
  actions.clock.advance(10_000);
  const attempt = actions.db.transaction().execute(async (transaction) => {
    expect(await expirePendingActions(transaction, {}, actions.clock)).toBe(5);
    throw new Error("crash");
  });
  await expect(attempt).rejects.toThrow("crash");
  expect(await expirePendingActions(actions.db, {}, actions.clock)).toBe(5);
});

test("an escalation is recorded once, and changes nothing else", async () => {
  const { action } = await actions.propose();
  const at = new Date(actions.clock.now().getTime() + 60_000);
  const escalates_at = at;
  const asked = await actions.withTerms(action, { escalation_group: "on call", escalates_at });
  expect(await expirePendingActions(actions.db, {}, actions.clock)).toBe(0);
  expect(await actions.events()).toEqual(["proposed"]);
  actions.clock.advance(60_000);
  const sweeps = [1, 2, 3].map(() => expirePendingActions(actions.db, {}, actions.clock));
  expect(await Promise.all(sweeps)).toEqual([0, 0, 0]);
  expect(await actions.events()).toEqual(["escalated", "proposed"]);
  expect((await actions.trail()).at(-1)).toMatchObject({
    target: action.id,
    result: { by: "clock", state: "pending", group: "on call" },
  });
  expect((await actions.row(action.id)).escalated_at).toEqual(at);
  const key = { userId: owner, id: action.id };
  expect(await findPendingAction(actions.db, key, actions.clock)).toEqual(asked);
});
