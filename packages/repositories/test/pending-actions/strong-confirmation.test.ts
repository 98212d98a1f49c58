import { afterEach, beforeEach, expect, test } from "vitest";
import { createUser } from "../../src/entries/identity.ts";
import {
  confirmPendingAction,
  decideMany,
  editPendingAction,
  findStrongConfirmations,
} from "../../src/entries/pending-actions.ts";
import { createGrant, parsePolicies } from "../../src/entries/policies.ts";
import { storeText, textOf } from "../policies/store/policies-world.ts";
import { Actions, ada, owner } from "./actions.ts";

let actions: Actions;
beforeEach(async () => {
  actions = await Actions.open();
  await createUser(actions.db, { id: ada, role: "approver" }, actions.clock);
});
afterEach(() => actions[Symbol.asyncDispose]());

function store(...policies: readonly string[]): Promise<void> {
  return storeText(actions.db, actions.clock, textOf(...policies));
}

const asking = (more: string) =>
  `{ name: grave, match: { types: [merge_pr] }, ask: { approvers: [${ada}, ${owner}]${more} } }`;
const strong = asking(", confirmation: strong, edit: true");
const secondsAgo = (seconds: number) => new Date(actions.clock.now().getTime() - seconds * 1000);
const needed = "strong_confirmation_needed";

test.each([
  ["no passkey", undefined, "console", needed],
  ["a passkey now", 0, "console", "confirmed"],
  ["a passkey 5 minutes ago", 300, "api", "confirmed"],
  ["a passkey more than 5 minutes ago", 300.001, "console", needed],
  ["a passkey later than the clock", -10, "console", "confirmed"],
  ["a passkey far later than the clock", -301, "console", needed],
  ["a passkey now and a voice", 0, "voice", needed],
] as const)("an approval by %s", async (_name, age, surface, outcome) => {
  await store(strong);
  const { action } = await actions.propose();
  const passkeyAt = age === undefined ? undefined : secondsAgo(age);
  const decision = await actions.approve(ada, action, { surface, passkeyAt });
  expect(decision).toMatchObject({ outcome });
  const { state } = await actions.row(action.id);
  expect(state).toBe(outcome === "confirmed" ? "confirmed" : "pending");
});

test("a rejection needs no passkey", async () => {
  await store(strong);
  const { action } = await actions.propose();
  expect(await actions.reject(ada, action, { surface: "voice" })).toMatchObject({
    outcome: "rejected",
  });
});

test("a token, as it is spoken, does not confirm, and cancels", async () => {
  await store(strong);
  const { token } = await actions.propose();
  const confirmed = await confirmPendingAction(actions.db, { userId: owner, token }, actions.clock);
  expect(confirmed).toMatchObject({ outcome: needed });
  expect(await actions.cancel(owner, token)).toMatchObject({ outcome: "cancelled" });
});

test("of many decisions only those count that are confirmed as their policies want", async () => {
  await store(strong);
  const { action: grave } = await actions.propose();
  const { action: other } = await actions.propose({ actionType: "comment", approvers: [ada] });
  const decide = (passkeyAt?: Date) =>
    decideMany(
      actions.db,
      {
        userId: ada,
        surface: "console",
        passkeyAt,
        decisions: [grave, other].map(({ id, payloadDigest }) => ({
          id,
          payloadDigest,
          verdict: "approve",
        })),
      },
      actions.clock,
    );
  expect(await decide()).toMatchObject([{ outcome: needed }, { outcome: "confirmed" }]);
  expect(await decide(actions.clock.now())).toMatchObject([
    { outcome: "confirmed" },
    { outcome: "already_decided" },
  ]);
});

test("a grant, which was given before, is no such approval", async () => {
  const grant = {
    userId: ada,
    match: { types: ["merge_pr"] },
    maximumUses: 5,
    expiresInSeconds: 3600,
  };
  expect(await createGrant(actions.db, grant, actions.clock)).toMatchObject({ outcome: "created" });
  await store(asking(""));
  expect(await actions.attempt()).toMatchObject({ outcome: "allowed" });
  await store(strong);
  expect(await actions.attempt()).toMatchObject({ outcome: "proposed" });
});

test("the policy that asked says so, also after others replaced it, and for the next version", async () => {
  await store(asking(", edit: true"));
  const { action: before } = await actions.propose();
  await store(strong);
  const { action } = await actions.propose();
  await store(asking(""));
  const { action: after } = await actions.propose();
  const found = await findStrongConfirmations(actions.db, [before, action, after]);
  expect([...found]).toEqual([action.id]);
  expect(await actions.approve(ada, before)).toMatchObject({ outcome: "confirmed" });
  expect(await actions.approve(ada, action)).toMatchObject({ outcome: needed });

  await store(strong);
  const edit = {
    userId: ada,
    id: after.id,
    payloadDigest: after.payloadDigest,
    surface: "console",
    actionPayload: { pr: 13 },
  } as const;
  expect(await editPendingAction(actions.db, edit, actions.clock)).toMatchObject({
    outcome: "not_editable",
  });
  const edited = await editPendingAction(
    actions.db,
    { ...edit, id: action.id, payloadDigest: action.payloadDigest },
    actions.clock,
  );
  if (edited.outcome !== "edited") throw new Error(edited.outcome);
  expect(await actions.approve(owner, edited.action)).toMatchObject({ outcome: needed });
  const passkeyAt = actions.clock.now();
  expect(await actions.approve(owner, edited.action, { passkeyAt })).toMatchObject({
    outcome: "confirmed",
  });
  expect(await findStrongConfirmations(actions.db, [{ ...action, state: "confirmed" }])).toEqual(
    new Set(),
  );
});

test("a word that is none is refused with its line", () => {
  expect(() => parsePolicies(textOf(asking(", confirmation: tap")))).toThrow(
    /confirmation must be strong, or be left out/,
  );
});
