import { afterEach, beforeEach, expect, test } from "vitest";
import { confirmPendingAction } from "../../src/entries/pending-actions.ts";
import { Actions, owner, race, stranger } from "./actions.ts";

let actions: Actions;
beforeEach(async () => {
  actions = await Actions.open();
});
afterEach(() => actions[Symbol.asyncDispose]());

test("of 150 proposals at once exactly 100 are accepted and stored", async () => {
  expect(await race(150, () => actions.attempt())).toEqual({ proposed: 100, too_many_open: 50 });
  expect(await actions.count("pending_actions")).toBe(100);
  expect(await actions.events()).toEqual(Array<string>(100).fill("proposed"));
  expect(await actions.attempt()).toEqual({ outcome: "too_many_open", limit: 100, of: "owner" });
  expect((await actions.attempt({ userId: stranger })).outcome).toBe("proposed");
});

test("concurrent proposals of several users do not count against each other", async () => {
  const users = Array.from({ length: 8 }, (_, n) => `019a2f6e-0000-7000-8000-00000000010${n}`);
  const outcomes = await race(80, (n) =>
    actions.attempt({ userId: users[n % 8] ?? "", openLimit: 5 }),
  );
  expect(outcomes).toEqual({ proposed: 40, too_many_open: 40 });
});

test("a decided or expired action makes room at once", async () => {
  const first = await actions.propose({ openLimit: 2, expiresInSeconds: 10 });
  await actions.propose({ openLimit: 2 });
  const full = { outcome: "too_many_open", limit: 2, of: "owner" };
  expect(await actions.attempt({ openLimit: 2 })).toEqual(full);
  actions.clock.advance(9999);
  expect(await actions.attempt({ openLimit: 2 })).toEqual(full);
  await confirmPendingAction(actions.db, { userId: owner, token: first.token }, actions.clock);
  await actions.propose({ openLimit: 2, expiresInSeconds: 10 });
  expect(await actions.attempt({ openLimit: 2 })).toEqual(full);
  actions.clock.advance(10_000);
  await actions.propose({ openLimit: 2 });
  expect(await actions.attempt({ openLimit: 2 })).toEqual(full);
});

test("in a caller's transaction its own proposals count", async () => {
  const outcomes = await actions.db.transaction().execute(async (transaction) => {
    const inside = actions.within(transaction);
    const first = await inside.attempt({ openLimit: 1 });
    const second = await inside.attempt({ openLimit: 1 });
    return [first.outcome, second.outcome];
  });
  expect(outcomes).toEqual(["proposed", "too_many_open"]);
});
