import { afterEach, beforeEach, expect, test } from "vitest";
import {
  decideMany,
  type Decision,
  findPendingAction,
  type ManyDecisions,
  type OneOfMany,
  type PendingAction,
} from "../../src/entries/pending-actions.ts";
import { Actions, ada, grace, owner, race } from "./actions.ts";

let actions: Actions;
beforeEach(async () => {
  actions = await Actions.open();
});
afterEach(() => actions[Symbol.asyncDispose]());

const decide = (
  userId: string,
  decisions: readonly OneOfMany[],
  more: Partial<ManyDecisions> = {},
): Promise<readonly Decision[]> =>
  decideMany(actions.db, { userId, surface: "console", decisions, ...more }, actions.clock);

const say = (
  verdict: "approve" | "reject",
  { id, payloadDigest }: PendingAction,
  more: Partial<OneOfMany> = {},
): OneOfMany => ({ verdict, id, payloadDigest, ...more });

test("each decision has its outcome, in their order, and one that fails does not stop the others", async () => {
  const [own, second, others, shared, late] = [
    await actions.propose(),
    await actions.propose(),
    await actions.propose({ approvers: [ada] }),
    await actions.propose({ approvers: [owner, ada, grace], requiredApprovals: 2 }),
    await actions.propose({ expiresInSeconds: 10 }),
  ].map(({ action }) => action) as [
    PendingAction,
    PendingAction,
    PendingAction,
    PendingAction,
    PendingAction,
  ];
  actions.clock.advance(10_000);
  const told = await decide(owner, [
    say("reject", second, { reason: "not today" }),
    say("approve", others),
    say("approve", own, { payloadDigest: others.payloadDigest }),
    say("approve", shared),
    say("approve", late),
    { ...say("approve", own), id: "019a2f6e-0000-7000-8000-0000000000ff" },
  ]);
  expect(told.map(({ outcome }) => outcome)).toEqual([
    "rejected",
    "may_not_decide",
    "digest_mismatch",
    "approved",
    "expired",
    "not_found",
  ]);
  expect(told[0]).toMatchObject({
    action: { id: second.id, decisionReason: "not today", decidedSurface: "console" },
  });
  expect(told[2]).toEqual({ outcome: "digest_mismatch", action: own });
  const key = { userId: owner, id: own.id };
  expect(await findPendingAction(actions.db, key, actions.clock)).toEqual(own);
});

test("100 actions are decided at once, by two people, each once", async () => {
  const proposed = await Promise.all(
    Array.from({ length: 100 }, () => actions.propose({ approvers: [ada, grace] })),
  );
  const decisions = proposed.map(({ action }) => say("approve", action));
  const told = await Promise.all([decide(ada, decisions), decide(grace, decisions.toReversed())]);
  const outcomes = told.flat().map(({ outcome }) => outcome);
  expect(outcomes.filter((outcome) => outcome === "confirmed")).toHaveLength(100);
  expect(outcomes.filter((outcome) => outcome === "already_decided")).toHaveLength(100);
  const events = (await actions.events()).filter((event) => event === "confirmed");
  expect(events).toHaveLength(100);
});

test("batches and single decisions at once: one of them wins", async () => {
  const { action } = await actions.propose({ approvers: [ada, grace] });
  const outcomes = await race(20, async (n) =>
    n % 2
      ? ((await decide(ada, [say("approve", action)]))[0] as Decision)
      : actions.reject(grace, action),
  );
  const { already_decided, ...won } = outcomes;
  expect(already_decided).toBe(19);
  expect(Object.keys(won)).toHaveLength(1);
});

test("a member decides their own actions of a list alone", async () => {
  const own = await actions.propose({ userId: ada });
  const others = await actions.propose({ approvers: [ada] });
  const decisions = [own, others].map(({ action }) => say("approve", action));
  const told = await decide(ada, decisions, { role: "member" });
  expect(told.map(({ outcome }) => outcome)).toEqual(["confirmed", "may_not_decide"]);
});

test("an action that is named twice is refused, and nothing is decided", async () => {
  const { action } = await actions.propose();
  const twice = [say("approve", action), { ...say("reject", action), id: action.id.toUpperCase() }];
  await expect(decide(owner, twice)).rejects.toThrow(
    `decisions names the action ${action.id} twice; decide it once`,
  );
  expect(await actions.events()).toEqual(["proposed"]);
});

test.for([
  ["decisions", []],
  ["decisions", Array.from({ length: 101 }, () => ({ verdict: "approve" }))],
  ["decisions", "all" as unknown as []],
  ["decisions", [null] as unknown as []],
  ["verdict", [{ verdict: "confirm" }]],
  ["payloadDigest", [{ verdict: "approve", id: owner }] as unknown as OneOfMany[]],
] as const)("a bad %s decides nothing: %j", async ([field, decisions]) => {
  const attempt = decide(owner, decisions as readonly OneOfMany[]);
  await expect(attempt).rejects.toMatchObject({ code: "invalid_input", field });
});
