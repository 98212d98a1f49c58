import { afterEach, beforeEach, expect, test } from "vitest";
import {
  claimAction,
  confirmPendingAction,
  type NewPendingAction,
} from "../../src/entries/pending-actions.ts";
import { parseJsonExactly } from "../../src/index.ts";
import { digestAction } from "../../src/pending-actions/digest.ts";
import { sha256 } from "../../src/token.ts";
import { Actions, ada, grace, owner, stranger } from "./actions.ts";

let actions: Actions;
beforeEach(async () => {
  actions = await Actions.open();
});
afterEach(() => actions[Symbol.asyncDispose]());

const exactly = (text: string) => ({ actionPayload: parseJsonExactly(text) });

test.for<[string, Partial<NewPendingAction>, Partial<NewPendingAction>]>([
  ["another type", { actionType: "comment" }, { actionType: "delete_repo" }],
  ["another effect", { effect: "main gets a commit" }, { effect: "main loses a commit" }],
  ["no effect", {}, { effect: "main gets a commit" }],
  ["another summary", { summary: "Comment" }, { summary: "Delete" }],
  [
    "another owner",
    { userId: stranger, approvers: [owner], proposedBy: ada },
    { approvers: [owner], proposedBy: ada },
  ],
  ["other approvers", { approvers: [owner] }, { approvers: [owner, ada] }],
  [
    "another number",
    { approvers: [owner, ada], requiredApprovals: 2 },
    { approvers: [owner, ada] },
  ],
  ["another proposer", { proposedBy: ada }, {}],
  [
    "a proposer who may not",
    { approvers: [owner, ada], proposedBy: ada },
    { approvers: [owner, ada], proposedBy: ada, proposerMayApprove: false },
  ],
  ["another fraction", exactly('{"a":1.0000000000000001}'), exactly('{"a":1}')],
  ["another last digit", exactly("123456789012345.65"), exactly("123456789012345.66")],
])("an action is not confirmed by the digest of one with %s", async ([, shown, asked]) => {
  const one = await actions.propose(shown);
  const other = await actions.propose(asked);
  const decision = { userId: owner, token: other.token };
  const wrong = { ...decision, payloadDigest: one.action.payloadDigest };
  expect((await confirmPendingAction(actions.db, wrong, actions.clock)).outcome).toBe(
    "digest_mismatch",
  );
  const right = { ...decision, payloadDigest: other.action.payloadDigest };
  expect(await confirmPendingAction(actions.db, right, actions.clock)).toMatchObject({
    outcome: expect.stringMatching("confirmed|approved"),
  });
});

test("nor by the digest of its payload alone", async () => {
  const { token } = await actions.propose({ actionPayload: {} });
  const decision = { userId: owner, token, payloadDigest: sha256("{}") };
  expect((await confirmPendingAction(actions.db, decision, actions.clock)).outcome).toBe(
    "digest_mismatch",
  );
});

test("one key is not for two payloads that differ in a fraction that no double holds", async () => {
  const key = { idempotencyKey: "transfer" };
  await actions.propose({ ...key, ...exactly("123456789012345.65") });
  expect(await actions.attempt({ ...key, ...exactly("123456789012345.66") })).toEqual({
    outcome: "key_reused",
  });
  expect((await actions.attempt({ ...key, ...exactly("12345678901234565e-2") })).outcome).toBe(
    "replayed",
  );
});

const question = {
  actionPayloadJson: '{"n":1.50, "big":1.0000000000000001,"s":"\\u00e9\\u200b"}',
  actionType: "merge_pr",
  approverGroup: null,
  approvers: [grace, ada],
  effect: null,
  escalatesAt: null,
  escalationGroup: null,
  proposedBy: null,
  proposerMayApprove: false,
  repository: null,
  requiredApprovals: 2,
  summary: 'Merge "octo/repo#12"\n',
  userId: owner,
  version: 1,
};

test("the digest is what any language makes of the documented form", () => {
  // Computed with Python's json and hashlib.
  expect(digestAction(question)).toBe(
    "v2:3aa6718a56834a6ba5efa94cdff014330ca578564f1cd16a8a7d8abce7ce13dc",
  );
});

test("the digest has the members that not every action has", () => {
  const digest = digestAction({
    ...question,
    approverGroup: "release",
    effect: "main gets a commit",
    escalatesAt: new Date("2026-03-01T12:00:00Z"),
    escalationGroup: "on call",
    repository: "octo/repo",
    version: 2,
  });
  // Computed with Python's json and hashlib.
  expect(digest).toBe("v2:e6b3faadfc298afe2d5f332b79133bc4a2eb97562e8c85fc84e05240939f16a7");
});

test("an action of before keeps its digest, of the payload alone, until it is carried out", async () => {
  const { action, token } = await actions.propose(exactly('{"a":0.10000000000000001}'));
  // As it was made then: a fraction of up to 17 digits was the double next to it.
  const payloadDigest = sha256('{"a":0.1}');
  await actions.db.updateTable("pending_actions").set({ payload_digest: payloadDigest }).execute();
  const decision = { userId: owner, token, payloadDigest };
  expect(await confirmPendingAction(actions.db, decision, actions.clock)).toMatchObject({
    outcome: "confirmed",
    action: { payloadDigest },
  });
  const claim = { types: [action.actionType], worker: "merger" };
  expect((await claimAction(actions.db, claim, actions.clock))?.action.id).toBe(action.id);
});

test("an action whose type was altered after the decision is not handed out as another", async () => {
  const { token } = await actions.propose({ actionType: "comment" });
  await confirmPendingAction(actions.db, { userId: owner, token }, actions.clock);
  await actions.db.updateTable("pending_actions").set({ action_type: "delete_repo" }).execute();
  const claim = { types: ["comment", "delete_repo"], worker: "merger" };
  expect(await claimAction(actions.db, claim, actions.clock)).toBeUndefined();
  const { state } = await actions.db
    .selectFrom("pending_actions")
    .select("state")
    .executeTakeFirstOrThrow();
  expect(state).toBe("abandoned");
});
