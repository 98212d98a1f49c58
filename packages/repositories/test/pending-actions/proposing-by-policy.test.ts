import { afterEach, beforeEach, expect, test } from "vitest";
import {
  claimAction,
  confirmPendingAction,
  createPendingAction,
  findPendingAction,
} from "../../src/entries/pending-actions.ts";
import { digestAction } from "../../src/pending-actions/digest.ts";
import { addGroup as addGroupTo, storeText, textOf } from "../policies/store/policies-world.ts";
import { ada, Actions, grace, owner, race } from "./actions.ts";

let actions: Actions;
beforeEach(async () => {
  actions = await Actions.open();
});
afterEach(() => actions[Symbol.asyncDispose]());

function store(...policies: readonly string[]): Promise<void> {
  return storeText(actions.db, actions.clock, textOf(...policies));
}

function addGroup(name: string, ...members: readonly string[]): Promise<void> {
  return addGroupTo(actions.db, actions.clock, name, ...members);
}

const deny = `{ name: frozen, match: { types: [merge_pr] }, deny: "the branch is frozen" }`;
const allow = `{ name: small, match: { types: [merge_pr] }, allow: true }`;

test("a denied proposal is stored with its reason and explained, has no token, and is replayed", async () => {
  await store(deny);
  const denied = await actions.attempt({ idempotencyKey: "k" });
  expect(denied).toEqual({
    outcome: "denied",
    action: expect.objectContaining({
      state: "denied",
      decisionReason: "the branch is frozen",
      decidedBy: null,
      decidedAt: actions.clock.now(),
      policyName: "frozen",
      policyVersion: 1,
    }),
  });
  const [record, ...others] = await actions.trail();
  expect(others).toEqual([]);
  expect(record).toMatchObject({
    actionType: "pending_action.denied",
    result: {
      state: "denied",
      by: "policy",
      proposed_by: owner,
      reason: "the branch is frozen",
      policy_version: 1,
      explanation: { policy: "frozen", doubt: null, missed: [], unlisted: 0 },
    },
  });
  await store(allow);
  const replayed = await actions.attempt({ idempotencyKey: "k" });
  expect(replayed).toMatchObject({ outcome: "replayed", token: null, action: { state: "denied" } });
  expect((await actions.attempt({ idempotencyKey: "k2" })).outcome).toBe("allowed");
});

test("an allowed proposal is confirmed by the policy, and a worker can claim it", async () => {
  await store(allow);
  const allowed = await actions.attempt();
  expect(allowed).toMatchObject({
    outcome: "allowed",
    action: { state: "confirmed", decidedBy: null, policyName: "small", policyVersion: 1 },
  });
  expect(allowed).not.toHaveProperty("token");
  expect(await actions.events()).toEqual(["confirmed", "proposed"]);
  const confirmed = (await actions.trail()).find(({ actionType }) =>
    actionType.endsWith("confirmed"),
  );
  expect(confirmed?.result).toMatchObject({ by: "policy", state: "confirmed", policy_version: 1 });
  const claimed = await claimAction(
    actions.db,
    { types: ["merge_pr"], worker: "w" },
    actions.clock,
  );
  expect(claimed?.action.state).toBe("executing");
});

test("without attempts no worker can claim an action that is allowed", async () => {
  await store(allow);
  expect((await actions.attempt({ maxAttempts: 0 })).outcome).toBe("allowed");
  const worker = { types: ["merge_pr"], worker: "w" };
  expect(await claimAction(actions.db, worker, actions.clock)).toBeUndefined();
});

test("a policy that asks names who decides, how many, until when, and what follows", async () => {
  await addGroup("leads", ada);
  await store(
    `name: asked
    match: {}
    ask: { approvers: [${ada}, ${grace}], approvals: 2, expires_in: 4h, edit: true, on_expiry: { escalate: { group: leads, expires_in: 2h } } }`,
  );
  const { action, token } = await actions.propose({ expiresInSeconds: 60 });
  const [now, hour] = [actions.clock.now().getTime(), 3_600_000];
  expect(action).toMatchObject({
    approvers: [ada, grace],
    approverGroup: null,
    requiredApprovals: 2,
    editable: true,
    escalationGroup: "leads",
    escalatesAt: new Date(now + 4 * hour),
    expiresAt: new Date(now + 6 * hour),
    policyName: "asked",
  });
  expect(action.payloadDigest).toBe(digestAction(action));
  const stored = await findPendingAction(actions.db, { userId: ada, id: action.id }, actions.clock);
  expect(stored).toEqual(action);
  const confirmed = await confirmPendingAction(actions.db, { userId: owner, token }, actions.clock);
  expect(confirmed.outcome).toBe("may_not_decide");
  expect((await actions.approve(ada, action)).outcome).toBe("approved");
  expect((await actions.approve(grace, action)).outcome).toBe("confirmed");
});

test("a group is asked in place of the proposal's approvers", async () => {
  await addGroup("release", ada, grace);
  await store("{ name: r, match: {}, ask: { group: release, approvals: 2 } }");
  const { action } = await actions.propose({ approvers: [owner] });
  expect(action).toMatchObject({ approvers: [], approverGroup: "release", requiredApprovals: 2 });
});

test("a proposal can ask a group that exists", async () => {
  expect(await actions.attempt({ approverGroup: "release" })).toEqual({
    outcome: "unknown_group",
    group: "release",
  });
  expect(await actions.count("pending_actions")).toBe(0);
  await addGroup("release", ada);
  const { action } = await actions.propose({ approverGroup: "release", requiredApprovals: 20 });
  expect(action).toMatchObject({ approvers: [], approverGroup: "release", requiredApprovals: 20 });
  const both = await actions.propose({ approverGroup: "release", approvers: [owner] });
  expect(both.action).toMatchObject({ approvers: [owner], approverGroup: "release" });
});

test("ask: as_proposed keeps what was proposed, and is explained", async () => {
  await store("{ name: x, match: { types: [other] }, allow: true }");
  const { action } = await actions.propose({ repository: "acme/web", editable: true });
  expect(action).toMatchObject({
    repository: "acme/web",
    editable: true,
    approvers: [owner],
    policyName: null,
    policyVersion: 1,
  });
  const [record] = await actions.trail();
  expect(record?.result).toMatchObject({
    policy_version: 1,
    explanation: { policy: null, missed: [{ policy: "x", part: "types", because: "fails" }] },
  });
});

test("policies know the service that proposes, and the audit row names it", async () => {
  await store("{ name: bots, match: { services: [ci] }, deny: bots may not }");
  const service = { id: actions.clock.newId(), name: "ci" };
  expect((await actions.attempt({ service })).outcome).toBe("denied");
  const other = await actions.attempt({ service: { ...service, name: "other" } });
  expect(other).toMatchObject({ outcome: "proposed", action: { serviceId: service.id } });
  expect((await actions.attempt()).outcome).toBe("proposed");
  const named = (await actions.trail()).filter(
    ({ result }) => (result as { service_id?: string }).service_id === service.id,
  );
  expect(named).toHaveLength(2);
});

test("a denial and an allowed action do not count as open", async () => {
  await store(deny);
  const outcomes = await race(5, () => actions.attempt({ openLimit: 1 }));
  expect(outcomes).toEqual({ denied: 5 });
  await store(allow);
  expect(await race(5, () => actions.attempt({ openLimit: 1 }))).toEqual({ allowed: 5 });
});

test("one key can hold half of the owner's open actions", async () => {
  const [key, other] = [actions.clock.newId(), actions.clock.newId()];
  const by = (credentialId: string | undefined, values = {}) =>
    createPendingAction(
      actions.db,
      {
        userId: owner,
        summary: "Merge #12",
        actionType: "merge_pr",
        actionPayload: {},
        openLimit: 6,
        ...values,
      },
      { now: () => actions.clock.now(), newId: () => actions.clock.newId(), credentialId },
    );
  expect(await race(5, () => by(key))).toEqual({ proposed: 3, too_many_open: 2 });
  expect(await by(key)).toEqual({ outcome: "too_many_open", limit: 3, of: "key" });
  expect((await by(other, { openLimitOfKey: 1 })).outcome).toBe("proposed");
  expect(await by(other, { openLimitOfKey: 1 })).toMatchObject({ limit: 1, of: "key" });
  expect((await by(undefined)).outcome).toBe("proposed");
  expect((await by(undefined)).outcome).toBe("proposed");
  expect(await by(undefined)).toEqual({ outcome: "too_many_open", limit: 6, of: "owner" });
});

test("a retry is the same proposal with all of its inputs, and another one without", async () => {
  await addGroup("release", ada);
  const given = {
    idempotencyKey: "k",
    repository: "acme/web",
    editable: true,
    approverGroup: "release",
    service: { id: actions.clock.newId(), name: "ci" },
  };
  const { action } = await actions.propose(given);
  expect(await actions.attempt(given)).toMatchObject({ outcome: "replayed", action });
  for (const name of ["repository", "editable", "approverGroup", "service"] as const) {
    const { outcome } = await actions.attempt({ ...given, [name]: undefined });
    expect([name, outcome]).toEqual([name, "key_reused"]);
  }
});

test.each([
  ["repository", { repository: "acme" }],
  ["repository", { repository: "acme/web site" }],
  ["approverGroup", { approverGroup: "" }],
  ["editable", { editable: "yes" as unknown as boolean }],
  ["service.id", { service: { id: "ci", name: "ci" } }],
  ["service.name", { service: { id: ada, name: "" } }],
  ["requiredApprovals", { approverGroup: "release", requiredApprovals: 21 }],
  ["openLimitOfKey", { openLimitOfKey: 0 }],
])("%s is checked", async (field, input) => {
  await expect(actions.attempt(input)).rejects.toMatchObject({ code: "invalid_input", field });
});
