import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { canonicalJson } from "../../src/canonical-json.ts";
import { parseJsonExactly } from "../../src/index.ts";
import { sha256 } from "../../src/token.ts";
import { Actions, ada, grace, owner } from "./actions.ts";

let actions: Actions;
beforeEach(async () => {
  actions = await Actions.open();
});
afterEach(() => actions[Symbol.asyncDispose]());

test("the token is 32 random bytes, told once; only its hash is kept", async () => {
  const first = await actions.propose();
  const second = await actions.propose();
  expect(first.token).toMatch(/^[\w-]{43}$/);
  expect(first.token).not.toBe(second.token);
  const rows = await actions.db.selectFrom("pending_actions").selectAll().execute();
  expect(rows.map((row) => row.token_sha256)).toContain(sha256(first.token));
  const told = JSON.stringify([rows, first.action, await actions.trail()]);
  expect(told).not.toContain(first.token);
});

test("a proposal is on record in its own transaction, by its proposer, without its payload", async () => {
  const { action } = await actions.propose({
    proposedBy: ada.toUpperCase(),
    actionPayload: { body: "the words of a comment" },
  });
  expect(action).toMatchObject({
    proposedBy: ada,
    state: "pending",
    approvals: 0,
    decidedBy: null,
  });
  const [record, ...more] = await actions.trail();
  expect(more).toEqual([]);
  expect(record).toMatchObject({
    actionType: "pending_action.proposed",
    target: action.id,
    ok: true,
    createdAt: actions.clock.now(),
    result: { state: "pending", by: ada, payload_digest: action.payloadDigest },
  });
  expect(JSON.stringify(record)).not.toContain("the words");

  const attempt = actions.db.transaction().execute(async (transaction) => {
    await actions.within(transaction).propose();
    throw new Error("crash");
  });
  await expect(attempt).rejects.toThrow("crash");
  expect(await actions.events()).toEqual(["proposed"]);
  expect(await actions.count("pending_actions")).toBe(1);
});

test("the owner alone proposes and approves, three attempts, an hour, unless told otherwise", async () => {
  const { action } = await actions.propose();
  expect(action).toMatchObject({
    proposedBy: owner,
    approvers: [owner],
    requiredApprovals: 1,
    proposerMayApprove: true,
    maxAttempts: 3,
    idempotencyKey: null,
  });
  expect(action.expiresAt.getTime() - action.createdAt.getTime()).toBe(3_600_000);
});

test.for([10, 30 * 24 * 3600])("a time to live of %d seconds is taken", async (seconds) => {
  const { action } = await actions.propose({ expiresInSeconds: seconds });
  expect(action.expiresAt.getTime() - actions.clock.now().getTime()).toBe(seconds * 1000);
});

test.for([0, 100])("%d attempts are taken", async (maxAttempts) => {
  expect((await actions.propose({ maxAttempts })).action.maxAttempts).toBe(maxAttempts);
});

const fiftyOne = Array.from(
  { length: 51 },
  (_, n) => `019a2f6e-0000-7000-8000-0000000001${String(n).padStart(2, "0")}`,
);

test("50 approvers, who must all approve, are taken", async () => {
  const approvers = fiftyOne.slice(1);
  const { action } = await actions.propose({ approvers, requiredApprovals: 50 });
  expect(action.approvers).toEqual(approvers);
});

describe("what cannot be used is refused by its field, and leaves nothing", () => {
  test.for([
    ["userId", { userId: "nobody" }],
    ["summary", { summary: "" }],
    ["actionType", { actionType: "a\0b" }],
    ["actionPayload", { actionPayload: undefined }],
    ["actionPayload", { actionPayload: { when: new Date() } }],
    [
      "actionPayload",
      { actionPayload: JSON.parse("[".repeat(1001) + "]".repeat(1001)) as unknown },
    ],
    ["expiresInSeconds", { expiresInSeconds: 9 }],
    ["expiresInSeconds", { expiresInSeconds: 0 }],
    ["expiresInSeconds", { expiresInSeconds: -10 }],
    ["expiresInSeconds", { expiresInSeconds: 10.5 }],
    ["expiresInSeconds", { expiresInSeconds: Number.NaN }],
    ["expiresInSeconds", { expiresInSeconds: Number.POSITIVE_INFINITY }],
    ["expiresInSeconds", { expiresInSeconds: 30 * 24 * 3600 + 1 }],
    ["maxAttempts", { maxAttempts: -1 }],
    ["maxAttempts", { maxAttempts: 101 }],
    ["openLimit", { openLimit: 0 }],
    ["idempotencyKey", { idempotencyKey: "" }],
    ["idempotencyKey", { idempotencyKey: "k".repeat(1001) }],
    ["proposedBy", { proposedBy: "me" }],
    ["approvers", { approvers: [] }],
    ["approvers", { approvers: [ada, "somebody"] }],
    ["approvers", { approvers: [ada, ada.toUpperCase()] }],
    ["approvers", { approvers: fiftyOne }],
    ["requiredApprovals", { requiredApprovals: 0 }],
    ["requiredApprovals", { requiredApprovals: 1.5 }],
    ["proposerMayApprove", { proposerMayApprove: "false" as unknown as boolean }],
    ["proposerMayApprove", { approvers: [ada], proposerMayApprove: null as unknown as boolean }],
    // What can never be met:
    ["requiredApprovals", { requiredApprovals: 2 }],
    ["requiredApprovals", { approvers: [ada, grace], requiredApprovals: 3 }],
    ["requiredApprovals", { proposerMayApprove: false }],
    [
      "requiredApprovals",
      {
        proposedBy: ada.toUpperCase(),
        approvers: [ada, grace],
        requiredApprovals: 2,
        proposerMayApprove: false,
      },
    ],
  ] as const)("%s %#", async ([field, input]) => {
    await expect(actions.attempt(input)).rejects.toMatchObject({ code: "invalid_input", field });
    expect(await actions.count("pending_actions")).toBe(0);
    expect(await actions.trail()).toEqual([]);
  });
});

test("a payload is kept to the byte, and its digest covers its canonical form", async () => {
  for (const text of ['[1,"a",null,{"k":1},2.50]', "12345678901234567890", '"\\u00e9"', "null"]) {
    const value = parseJsonExactly(text);
    const { action } = await actions.propose({ actionPayload: value });
    expect(action.actionPayloadJson).toBe(text);
    expect(action.actionPayload).toEqual(JSON.parse(text));
    const question = `{"action_payload":${canonicalJson("payload", value)},"action_type":"merge_pr","approvers":["${owner}"],"proposed_by":"${owner}","proposer_may_approve":true,"required_approvals":1,"summary":"Merge #12","user_id":"${owner}"}`;
    expect(action.payloadDigest).toBe(`v2:${sha256(question)}`);
  }
  const [one, other] = [
    await actions.propose({ actionPayload: { a: 1, b: [2] } }),
    await actions.propose({ actionPayload: parseJsonExactly('{"b": [2.0], "a": 1e0}') }),
  ];
  expect(one.action.payloadDigest).toBe(other.action.payloadDigest);
});
