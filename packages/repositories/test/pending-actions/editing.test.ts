import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { replacePolicies } from "../../src/entries/policies.ts";
import {
  type ActionEdit,
  claimAction,
  confirmPendingAction,
  type Edit,
  editPendingAction,
  findPendingAction,
  listActionVersions,
  type NewPendingAction,
  type PendingAction,
} from "../../src/entries/pending-actions.ts";
import { eraseUser } from "../../src/entries/privacy.ts";
import { Actions, ada, edsger, grace, owner, race, stranger } from "./actions.ts";

let actions: Actions;
beforeEach(async () => {
  actions = await Actions.open();
});
afterEach(() => actions[Symbol.asyncDispose]());

const both = { approvers: [ada, grace], requiredApprovals: 2, editable: true };

const propose = async (input: Partial<NewPendingAction> = {}): Promise<PendingAction> =>
  (await actions.propose({ ...both, ...input })).action;

const edit = (
  userId: string,
  { id, payloadDigest }: PendingAction,
  actionPayload: unknown,
  more: Partial<ActionEdit> = {},
): Promise<Edit> => {
  const input = { userId, id, payloadDigest, actionPayload, surface: "console", ...more } as const;
  return editPendingAction(actions.db, input, actions.clock);
};

/** An edit that must succeed. */
async function edited(userId: string, action: PendingAction, payload: unknown) {
  const told = await edit(userId, action, payload);
  if (told.outcome !== "edited") throw new Error(`the edit is ${told.outcome}`);
  return told.action;
}

const find = (userId: string, { id }: PendingAction) =>
  findPendingAction(actions.db, { userId, id }, actions.clock);
const versionsOf = async (userId: string, { id }: PendingAction) =>
  (await listActionVersions(actions.db, { userId, id }, actions.clock))?.items;

/** Stores policies, written without their version. */
async function store(...policies: readonly string[]): Promise<void> {
  const text = `version: 1\npolicies:\n${policies.map((one) => `  - ${one}\n`).join("")}`;
  const stored = await replacePolicies(actions.db, { text, basedOn: null }, actions.clock);
  expect(stored.outcome).toBe("replaced");
}

test("an edit is a version with a digest of its own, and voids the approvals so far", async () => {
  const action = await propose();
  expect(await actions.approve(grace, action)).toMatchObject({ outcome: "approved" });
  actions.clock.advance(1000);
  const told = await edit(ada, action, { pr: 13 }, { reason: "the other one" });
  const next = {
    ...action,
    actionPayload: { pr: 13 },
    actionPayloadJson: '{"pr":13}',
    payloadDigest: expect.stringMatching(/^v2:/) as string,
    version: 2,
    editedBy: ada,
    approvals: 0,
  };
  expect(told).toEqual({ outcome: "edited", action: next });
  const found = (await find(owner, action)) as PendingAction;
  expect(told).toEqual({ outcome: "edited", action: found });
  expect(found.payloadDigest).not.toBe(action.payloadDigest);
  expect((await actions.trail()).at(-1)).toMatchObject({
    actionType: "pending_action.edited",
    result: {
      by: ada,
      state: "pending",
      reason: "the other one",
      surface: "console",
      version: 2,
      payload_digest: found.payloadDigest,
      previous_digest: action.payloadDigest,
      voided_approvals: 1,
    },
  });
});

test("the executor gets the version that was approved, and it takes new approvals", async () => {
  const action = await propose();
  await actions.approve(grace, action);
  const second = await edited(ada, action, { pr: 13 });
  expect(await actions.approve(grace, action)).toEqual({
    outcome: "digest_mismatch",
    action: second,
  });
  expect(await actions.approve(grace, second)).toMatchObject({ outcome: "approved", missing: 1 });
  expect(await actions.approve(grace, second)).toMatchObject({ outcome: "already_approved" });
  expect(await actions.approve(ada, second)).toMatchObject({ outcome: "confirmed" });
  const claimed = await claimAction(
    actions.db,
    { types: ["merge_pr"], worker: "merger" },
    actions.clock,
  );
  expect(claimed?.action).toMatchObject({ actionPayload: { pr: 13 }, version: 2, editedBy: ada });
});

test("all versions are kept, and those who see the action see them", async () => {
  const action = await propose();
  const first = {
    version: 1,
    actionPayload: { pr: 12 },
    actionPayloadJson: '{"pr":12}',
    payloadDigest: action.payloadDigest,
    editedBy: null,
    surface: null,
    createdAt: action.createdAt,
  };
  expect(await versionsOf(owner, action)).toEqual([first]);
  actions.clock.advance(1000);
  const second = await edited(ada, action, { pr: 13 });
  const third = await edited(grace, second, { pr: 12 });
  expect(third.payloadDigest).not.toBe(action.payloadDigest);
  const versions = await versionsOf(ada, action);
  expect(
    versions?.map(({ version, editedBy, actionPayloadJson, payloadDigest }) => [
      version,
      editedBy,
      actionPayloadJson,
      payloadDigest,
    ]),
  ).toEqual([
    [3, grace, '{"pr":12}', third.payloadDigest],
    [2, ada, '{"pr":13}', second.payloadDigest],
    [1, null, '{"pr":12}', action.payloadDigest],
  ]);
  expect(versions?.at(-1)).toEqual(first);
  expect(await versionsOf(stranger, action)).toBeUndefined();
});

test("a person who approved an earlier version may approve the next, each once", async () => {
  const action = await propose();
  await actions.approve(ada, action);
  const second = await edited(grace, action, { pr: 13 });
  const outcomes = await race(40, (n) => actions.approve(n % 2 ? ada : grace, second));
  expect(outcomes).toMatchObject({ approved: 1, confirmed: 1 });
  expect(await actions.count("pending_action_approvals")).toBe(3);
});

test("the spoken token of the owner decides the version that waits", async () => {
  const { action, token } = await actions.propose({ editable: true });
  await edited(owner, action, { pr: 13 });
  const confirmed = await confirmPendingAction(actions.db, { userId: owner, token }, actions.clock);
  expect(confirmed).toMatchObject({ outcome: "confirmed", action: { actionPayload: { pr: 13 } } });
});

describe("an edit is refused", () => {
  const unchanged = async (action: PendingAction) => {
    expect(await find(owner, action)).toEqual(action);
    expect(await actions.count("pending_action_versions")).toBe(0);
    expect(await actions.events()).toEqual(["proposed"]);
  };

  test("unless the proposal allows edits", async () => {
    const action = await propose({ editable: false });
    expect(await edit(ada, action, { pr: 13 })).toEqual({ outcome: "not_editable", action });
    await unchanged(action);
  });

  test("to those who may not decide, or see another version", async () => {
    const action = await propose();
    expect(await edit(stranger, action, { pr: 13 })).toEqual({ outcome: "not_found" });
    expect(await edit(owner, action, { pr: 13 })).toEqual({ outcome: "may_not_decide", action });
    const asMember = await edit(ada, action, { pr: 13 }, { role: "member" });
    expect(asMember).toEqual({ outcome: "may_not_decide", action });
    const other = { payloadDigest: "0".repeat(64) };
    expect(await edit(ada, action, { pr: 13 }, other)).toEqual({
      outcome: "digest_mismatch",
      action,
    });
    await unchanged(action);
  });

  test("if it changes nothing but the spelling", async () => {
    const action = await propose({ actionPayload: { a: 1, b: 2 } });
    const respelled = JSON.rawJSON as (text: string) => unknown;
    expect(await edit(ada, action, { b: 2, a: respelled("1.0") })).toEqual({
      outcome: "unchanged",
      action,
    });
    await unchanged(action);
  });

  test("if nobody could approve it", async () => {
    const action = await propose({ proposerMayApprove: false });
    expect(await edit(ada, action, { pr: 13 })).toEqual({ outcome: "too_few_approvers", action });
    await unchanged(action);
  });

  test("after the decision and after the expiry", async () => {
    const action = await propose();
    await actions.reject(grace, action);
    expect(await edit(ada, action, { pr: 13 })).toMatchObject({ outcome: "already_decided" });
    const late = await propose({ expiresInSeconds: 10 });
    actions.clock.advance(10_000);
    expect(await edit(ada, late, { pr: 13 })).toMatchObject({
      outcome: "expired",
      action: { state: "expired" },
    });
    expect(await edit(ada, late, { pr: 13 })).toMatchObject({ outcome: "expired" });
  });

  test("of what was altered since it was proposed", async () => {
    const action = await propose();
    await actions.db.updateTable("pending_actions").set({ summary: "Harmless" }).execute();
    expect(await edit(ada, action, { pr: 13 })).toMatchObject({ outcome: "digest_mismatch" });
  });

  test("beyond 100 versions", async () => {
    const proposed = await propose();
    const action = await actions.withTerms(proposed, { version: 100, edited_by: grace });
    expect(await edit(ada, action, { pr: 13 })).toEqual({ outcome: "too_many_versions", action });
  });
});

test("the editor may not approve their version where the proposer may not", async () => {
  const action = await propose({
    approvers: [ada, grace, edsger],
    proposerMayApprove: false,
  });
  const second = await edited(ada, action, { pr: 13 });
  expect(await actions.approve(ada, second)).toMatchObject({ outcome: "proposer_cannot_approve" });
  expect(await actions.approve(grace, second)).toMatchObject({ outcome: "approved" });
  expect(await actions.approve(edsger, second)).toMatchObject({ outcome: "confirmed" });
});

describe("the policies judge the new payload", () => {
  const big = "match: { where: [{ at: /pr, greater: 100 }] }";

  test("and one that denies it refuses the edit, and nothing changes", async () => {
    await store(`{ name: size, ${big}, deny: "too big" }`);
    const action = await propose();
    expect(await edit(ada, action, { pr: 101 })).toEqual({
      outcome: "denied_by_policy",
      action,
      reason: "too big",
    });
    expect(await find(owner, action)).toEqual(action);
    expect(await actions.count("pending_action_versions")).toBe(0);
  });

  test("and those are asked whom another policy names, in its time", async () => {
    await actions.group("release", grace, edsger);
    await actions.group("leads");
    const escalation = "on_expiry: { escalate: { group: leads, expires_in: 2h } }";
    await store(
      `{ name: big, ${big}, ask: { group: release, approvals: 2, expires_in: 4h, edit: true, ${escalation} } }`,
    );
    const action = await propose({ approvers: [ada], requiredApprovals: 1 });
    const told = await edited(ada, action, { pr: 101 });
    const hours = (n: number) => new Date(actions.clock.now().getTime() + n * 3_600_000);
    expect(told).toMatchObject({
      approvers: [],
      approverGroup: "release",
      requiredApprovals: 2,
      escalationGroup: "leads",
      escalatesAt: hours(4),
      expiresAt: hours(6),
      policyName: "big",
      policyVersion: 1,
    });
    expect(await find(owner, action)).toEqual(told);
    expect((await actions.trail()).at(-1)).toMatchObject({
      result: { policy: "big", policy_version: 1, explanation: { policy: "big" } },
    });
    expect(await actions.approve(ada, told)).toEqual({ outcome: "not_found" });
    expect(await actions.approve(grace, told)).toMatchObject({ outcome: "approved" });
    // The same policy asks the same people in the time that they had.
    actions.clock.advance(3_600_000);
    const third = await edited(edsger, told, { pr: 102 });
    expect(third).toMatchObject({ expiresAt: told.expiresAt, version: 3 });
    expect(await actions.approve(grace, third)).toMatchObject({ outcome: "approved" });
    expect(await actions.approve(edsger, third)).toMatchObject({ outcome: "confirmed" });
  });

  test("and one that allows it decides nothing", async () => {
    await store(`{ name: big, ${big}, allow: true }`);
    const action = await propose();
    const told = await edited(ada, action, { pr: 101 });
    const { state, approvers, requiredApprovals, policyName } = told;
    expect({ state, approvers, requiredApprovals, policyName }).toEqual({
      state: "pending",
      approvers: [ada, grace],
      requiredApprovals: 2,
      policyName: "big",
    });
  });
});

test("edits and approvals at once: an approval counts for the version that was shown alone", async () => {
  for (let round = 0; round < 5; round++) {
    const action = await propose({ requiredApprovals: 1 });
    const outcomes = await race(20, (n) =>
      n % 2 ? actions.approve(grace, action) : edit(ada, action, { pr: 100 + n }),
    );
    const found = (await find(owner, action)) as PendingAction;
    const isFirst = found.state === "confirmed";
    expect(found).toMatchObject(
      isFirst ? { version: 1, actionPayload: { pr: 12 } } : { version: 2, approvals: 0 },
    );
    expect(outcomes).toEqual(
      isFirst ? { confirmed: 1, already_decided: 19 } : { edited: 1, digest_mismatch: 19 },
    );
  }
});

test("an erased editor is nobody, and the version stays", async () => {
  const action = await propose({ approvers: [ada, grace, edsger], requiredApprovals: 1 });
  await edited(ada, action, { pr: 13 });
  await eraseUser(actions.db, { userId: ada }, actions.clock);
  const found = (await find(grace, action)) as PendingAction;
  const nil = "00000000-0000-0000-0000-000000000000";
  expect(found).toMatchObject({ version: 2, editedBy: nil, state: "pending" });
  expect((await versionsOf(grace, action))?.map(({ editedBy }) => editedBy)).toEqual([nil, null]);
  expect(await actions.approve(grace, found)).toMatchObject({ outcome: "confirmed" });
});

test.for([
  ["actionPayload", { actionPayload: undefined }],
  ["actionPayload", { actionPayload: new Date() }],
  ["payloadDigest", { payloadDigest: "x" }],
  ["surface", { surface: "phone" as "api" }],
  ["role", { role: "owner" as "admin" }],
] as const)("a bad %s changes nothing: %j", async ([field, input]) => {
  const action = await propose();
  const attempt = edit(ada, action, { pr: 13 }, input);
  await expect(attempt).rejects.toMatchObject({ code: "invalid_input", field });
});
