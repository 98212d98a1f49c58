import { afterEach, beforeEach, expect, test } from "vitest";
import { createUser, disableUser, enableUser } from "../../src/entries/identity.ts";
import {
  createGrant,
  findGrant,
  listGrants,
  type NewStandingGrant,
  revokeGrant,
  type StandingGrant,
} from "../../src/entries/policies.ts";
import { Actions, ada, edsger, grace, owner, race } from "../pending-actions/actions.ts";
import { addGroup, storeText, textOf } from "../policies/store/policies-world.ts";

let actions: Actions;
beforeEach(async () => {
  actions = await Actions.open();
  await createUser(actions.db, { id: owner }, actions.clock);
  for (const id of [ada, grace, edsger]) {
    await createUser(actions.db, { id, role: "approver" }, actions.clock);
  }
});
afterEach(() => actions[Symbol.asyncDispose]());

function attempt(input: Partial<NewStandingGrant> = {}) {
  return createGrant(
    actions.db,
    {
      userId: ada,
      match: { types: ["merge_pr"] },
      maximumUses: 2,
      expiresInSeconds: 3600,
      ...input,
    },
    actions.clock,
  );
}

async function grant(input: Partial<NewStandingGrant> = {}): Promise<StandingGrant> {
  const created = await attempt(input);
  if (created.outcome !== "created") throw new Error(created.outcome);
  return created.grant;
}

async function usesOf({ id }: StandingGrant): Promise<number | undefined> {
  return (await findGrant(actions.db, id, actions.clock))?.uses;
}

const asksAda = { approvers: [ada] };

test("a grant is made, found, listed and revoked, each change on record", async () => {
  const made = await grant({ reason: "routine", by: grace });
  expect(made).toMatchObject({
    userId: ada,
    match: { types: ["merge_pr"] },
    reason: "routine",
    maximumUses: 2,
    uses: 0,
    state: "holding",
    createdBy: grace,
    revokedAt: null,
  });
  const { db, clock } = actions;
  expect(await findGrant(db, made.id, clock)).toEqual(made);
  expect((await listGrants(db, { userId: ada }, clock)).items).toEqual([made]);
  expect((await listGrants(db, { userId: grace }, clock)).items).toEqual([]);
  expect((await listGrants(db, {}, clock)).items).toEqual([made]);
  const revoked = await revokeGrant(db, { id: made.id, by: grace }, clock);
  expect(revoked).toMatchObject({
    outcome: "revoked",
    grant: { state: "revoked", revokedAt: clock.now(), revokedBy: grace },
  });
  expect((await revokeGrant(db, { id: made.id }, clock)).outcome).toBe("already_revoked");
  expect(await revokeGrant(db, { id: clock.newId() }, clock)).toEqual({ outcome: "not_found" });
  const trail = (await actions.trail(ada)).filter(({ target }) => target === made.id);
  expect(trail.map(({ actionType, result }) => [actionType, result])).toEqual(
    expect.arrayContaining([
      [
        "standing_grant.created",
        {
          by: grace,
          match: { types: ["merge_pr"] },
          maximum_uses: 2,
          expires_at: made.expiresAt.toISOString(),
        },
      ],
      ["standing_grant.revoked", { by: grace }],
    ]),
  );
  expect((await actions.attempt(asksAda)).outcome).toBe("proposed");
});

test("a grant of a person who is asked confirms the action in their name", async () => {
  const made = await grant({ reason: "routine" });
  const allowed = await actions.attempt(asksAda);
  expect(allowed).toMatchObject({
    outcome: "allowed",
    action: { state: "confirmed", decidedBy: ada, decisionReason: "routine", approvals: 1 },
  });
  expect(await usesOf(made)).toBe(1);
  const confirmed = (await actions.trail()).find(
    ({ actionType }) => actionType === "pending_action.confirmed",
  );
  expect(confirmed?.result).toMatchObject({ by: ada, grant_id: made.id, state: "confirmed" });
  expect((await actions.attempt(asksAda)).outcome).toBe("allowed");
  expect((await actions.attempt(asksAda)).outcome).toBe("proposed");
  expect(await findGrant(actions.db, made.id, actions.clock)).toMatchObject({
    uses: 2,
    state: "used_up",
  });
});

test("a retry of a proposal that a grant confirmed uses the grant once", async () => {
  const made = await grant();
  const keyed = { ...asksAda, idempotencyKey: "k" };
  expect((await actions.attempt(keyed)).outcome).toBe("allowed");
  expect(await actions.attempt(keyed)).toMatchObject({ outcome: "replayed", token: null });
  expect(await usesOf(made)).toBe(1);
});

test("grants count where their person may decide, and nowhere else", async () => {
  const made = await grant({ maximumUses: 1000 });
  expect((await actions.attempt()).outcome).toBe("proposed");
  expect((await actions.attempt({ approvers: [grace] })).outcome).toBe("proposed");
  const notAda = { approvers: [ada, grace], proposedBy: ada, proposerMayApprove: false };
  expect((await actions.attempt(notAda)).outcome).toBe("proposed");
  expect((await actions.attempt({ ...asksAda, actionType: "other" })).outcome).toBe("proposed");
  expect(await usesOf(made)).toBe(0);
  expect((await actions.attempt({ ...asksAda, proposedBy: ada })).outcome).toBe("allowed");
  expect((await actions.attempt({ userId: ada })).outcome).toBe("allowed");
  await addGroup(actions.db, actions.clock, "release", ada);
  await addGroup(actions.db, actions.clock, "others", grace);
  expect((await actions.attempt({ approverGroup: "release" })).outcome).toBe("allowed");
  expect((await actions.attempt({ approverGroup: "others" })).outcome).toBe("proposed");
  expect(await usesOf(made)).toBe(3);
});

test("the grant of a member counts for their own actions alone", async () => {
  const made = await grant({ userId: owner });
  expect((await actions.attempt({ userId: ada, approvers: [owner] })).outcome).toBe("proposed");
  expect((await actions.attempt()).outcome).toBe("allowed");
  expect(await usesOf(made)).toBe(1);
});

test("two people's grants are two approvals, and one person's are one", async () => {
  await grant();
  await grant({ match: { types: ["**"] } });
  const two = { approvers: [ada, grace, edsger], requiredApprovals: 2 };
  const waiting = await actions.propose(two);
  expect(waiting.action).toMatchObject({ state: "pending", approvals: 1 });
  expect(await actions.count("pending_action_approvals")).toBe(1);
  expect(await actions.events()).toEqual(["approved", "proposed", "user.created"]);
  const graces = await grant({ userId: grace });
  await grant({ userId: edsger });
  const allowed = await actions.attempt(two);
  expect(allowed).toMatchObject({ outcome: "allowed", action: { approvals: 2 } });
  expect(await actions.count("pending_action_approvals")).toBe(3);
  expect([0, 1]).toContain(await usesOf(graces));
});

test("a grant never overrides a denial", async () => {
  await storeText(
    actions.db,
    actions.clock,
    textOf(
      "{ name: d, match: { types: [merge_pr] }, deny: stop }",
      "{ name: a, match: {}, allow: true }",
    ),
  );
  const made = await grant();
  expect((await actions.attempt(asksAda)).outcome).toBe("denied");
  expect((await actions.attempt({ ...asksAda, actionType: "other" })).outcome).toBe("allowed");
  expect(await usesOf(made)).toBe(0);
});

test("a grant approves where a policy asks its person in place of the proposed ones", async () => {
  await storeText(
    actions.db,
    actions.clock,
    textOf(`{ name: p, match: {}, ask: { approvers: [${ada}] } }`),
  );
  await grant();
  expect(await actions.attempt()).toMatchObject({
    outcome: "allowed",
    action: { decidedBy: ada, policyName: "p" },
  });
});

test("a grant ends at its time, and the grant of a disabled person does not count", async () => {
  const made = await grant({ expiresInSeconds: 10, maximumUses: 10 });
  const { db, clock } = actions;
  await disableUser(db, { userId: ada }, clock);
  expect((await actions.attempt(asksAda)).outcome).toBe("proposed");
  expect((await attempt()).outcome).toBe("user_disabled");
  await enableUser(db, { userId: ada }, clock);
  clock.advance(9999);
  expect((await actions.attempt(asksAda)).outcome).toBe("allowed");
  clock.advance(1);
  expect((await actions.attempt(asksAda)).outcome).toBe("proposed");
  expect(await findGrant(db, made.id, clock)).toMatchObject({ state: "expired", uses: 1 });
});

test("a comparison that cannot be made counts against the proposal", async () => {
  await grant({ match: { where: [{ at: "/amount", comparison: "at_most", value: 10 }] } });
  const pay = (actionPayload: unknown) => actions.attempt({ ...asksAda, actionPayload });
  expect((await pay({})).outcome).toBe("proposed");
  expect((await pay({ amount: "1" })).outcome).toBe("proposed");
  expect((await pay({ amount: 11 })).outcome).toBe("proposed");
  expect((await pay({ amount: 10 })).outcome).toBe("allowed");
});

test("numbers of a match keep their digits", async () => {
  const match = {
    where: [{ at: "/n", comparison: "equals", value: JSON.rawJSON("9007199254740993") }],
  };
  await grant({ match: match as unknown as NewStandingGrant["match"] });
  const of = (digits: string) =>
    actions.attempt({ ...asksAda, actionPayload: { n: JSON.rawJSON(digits) } });
  expect((await of("9007199254740992")).outcome).toBe("proposed");
  expect((await of("9007199254740993")).outcome).toBe("allowed");
});

test("of 50 proposals at once, a grant approves as many as it says", async () => {
  const made = await grant({ maximumUses: 7 });
  expect(await race(50, () => actions.attempt(asksAda))).toEqual({ allowed: 7, proposed: 43 });
  expect(await usesOf(made)).toBe(7);
});

test("a proposal that is refused for too many open ones uses no grant", async () => {
  const made = await grant();
  const two = { approvers: [ada, grace], requiredApprovals: 2, openLimit: 1 };
  await actions.propose({ openLimit: 1 });
  expect((await actions.attempt(two)).outcome).toBe("too_many_open");
  expect(await usesOf(made)).toBe(0);
});

test("a person has at most 100 grants that hold", async () => {
  for (let n = 0; n < 100; n++) await grant();
  expect((await attempt()).outcome).toBe("too_many_grants");
  actions.clock.advance(3_600_000);
  expect((await attempt()).outcome).toBe("created");
  expect((await attempt({ userId: actions.clock.newId() })).outcome).toBe("user_not_found");
});

test.for<[string, object]>([
  ["match", { match: {} }],
  ["types", { match: { types: [] } }],
  ["match", { match: { who: ["x"] } }],
  ["maximumUses", { maximumUses: 0 }],
  ["maximumUses", { maximumUses: 1001 }],
  ["expiresInSeconds", { expiresInSeconds: 90 * 86_400 + 1 }],
  ["expiresInSeconds", { expiresInSeconds: 9 }],
  ["reason", { reason: "" }],
  ["by", { by: "ada" }],
])("%s is checked: %j", async ([field, input]) => {
  await expect(attempt(input)).rejects.toMatchObject({ code: "invalid_input", field });
});
