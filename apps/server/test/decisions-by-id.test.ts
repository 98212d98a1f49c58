import { addGroupMember, createApproverGroup, createUser } from "@handsfree/repositories/identity";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { stranger, TestApi, userId } from "./api.ts";
import { bearer, keyOfService } from "./callers.ts";

const ada = "019a2f6e-0000-7000-8000-00000000000a";
const grace = "019a2f6e-0000-7000-8000-00000000000b";

let api: TestApi;
beforeEach(async () => {
  api = await TestApi.start();
  await Promise.all([api.keyOf(ada), api.keyOf(grace)]);
});
afterEach(() => api[Symbol.asyncDispose]());

interface Action {
  readonly id: string;
  readonly payload_digest: string;
  readonly version: number;
}

/** An action that two people other than its owner decide. */
async function propose(rest: object = {}): Promise<Action> {
  const body = {
    summary: "Merge #12",
    action_type: "merge_pr",
    action_payload: { pr: 12 },
    approvers: [ada, grace],
    ...rest,
  };
  return (await api.post("/v1/pending-actions", body)).json<Action>();
}

const shown = ({ payload_digest }: Action) => ({ payload_digest });
const to = (action: Action, verb: string) => `/v1/pending-actions/${action.id}/${verb}`;

test("an approver approves as themselves, and the record says where", async () => {
  const action = await propose({ required_approvals: 2 });
  const first = await api.post(to(action, "approve"), shown(action), ada);
  expect(first.statusCode).toBe(202);
  expect(first.json()).toMatchObject({ outcome: "approved", missing: 1 });
  expect((await api.post(to(action, "approve"), shown(action), ada)).statusCode).toBe(409);
  const decision = { ...shown(action), surface: "console", reason: "looks right" };
  const second = await api.post(to(action, "approve"), decision, grace);
  expect(second.statusCode).toBe(200);
  expect(second.json()).toMatchObject({
    outcome: "confirmed",
    action: { state: "confirmed", decided_by: grace, decided_surface: "console", approvals: 2 },
  });
  const log = await api.get("/v1/action-logs?action_type=pending_action.confirmed");
  expect(log.json()).toMatchObject({
    items: [{ result: { by: grace, surface: "console", version: 1 } }],
  });
});

test("one rejection ends an action", async () => {
  const action = await propose({ required_approvals: 2 });
  const response = await api.post(to(action, "reject"), shown(action), ada);
  expect(response.json()).toMatchObject({
    outcome: "rejected",
    action: { state: "rejected", decided_by: ada, decided_surface: "api" },
  });
  const late = await api.post(to(action, "approve"), shown(action), grace);
  expect(late.statusCode).toBe(409);
  expect(late.json()).toMatchObject({ code: "already_decided", action: { state: "rejected" } });
});

test.for(["approve", "reject", "edit"])(
  "%s needs the digest that was shown, and a person who is asked",
  async (verb) => {
    const action = await propose();
    const more = verb === "edit" ? { action_payload: {} } : {};
    expect((await api.post(to(action, verb), { ...more }, ada)).statusCode).toBe(400);
    const wrong = { payload_digest: "0".repeat(64), ...more };
    const mismatch = await api.post(to(action, verb), wrong, ada);
    expect(mismatch.statusCode).toBe(409);
    expect(mismatch.json()).toMatchObject({ code: "digest_mismatch", action: { id: action.id } });
    const right = { ...shown(action), ...more };
    const owners = await api.post(to(action, verb), right, userId);
    expect(owners.statusCode).toBe(403);
    expect(owners.json()).toMatchObject({ code: "may_not_decide" });
    expect((await api.post(to(action, verb), right, stranger)).statusCode).toBe(404);
  },
);

describe("a service", () => {
  const ask = async (key: string, url: string, body: object) =>
    api.app.inject({ method: "POST", url, headers: bearer(key), payload: body });

  test("decides nothing, with any scope that it can have", async () => {
    const key = await keyOfService(api.db, { scopes: ["admin"], actsFor: [userId, ada] });
    const action = await propose();
    const decisions = [{ id: action.id, verdict: "approve", ...shown(action) }];
    for (const [url, body] of [
      [to(action, "approve"), shown(action)],
      [to(action, "reject"), shown(action)],
      [to(action, "edit"), { ...shown(action), action_payload: {} }],
      ["/v1/pending-actions/decisions", { decisions }],
    ] as const) {
      const response = await ask(key, url, body);
      expect(response.statusCode).toBe(403);
      expect(response.json()).toMatchObject({ code: "people_only" });
    }
  });

  test("withdraws what it proposed, and nothing else", async () => {
    const key = await keyOfService(api.db, { scopes: ["actions:propose"], actsFor: [userId] });
    const action = await propose();
    expect((await ask(key, to(action, "cancel"), {})).statusCode).toBe(404);
    const { id: service_id } = await api.db
      .selectFrom("services")
      .select("id")
      .executeTakeFirstOrThrow();
    await api.db.updateTable("pending_actions").set({ service_id }).execute();
    const response = await ask(key, to(action, "cancel"), { reason: "not needed" });
    expect(response.json()).toMatchObject({
      outcome: "cancelled",
      action: { decided_by: service_id, decision_reason: "not needed" },
    });
  });
});

test("the owner withdraws what others decide, and those do not", async () => {
  const action = await propose();
  const others = await api.post(to(action, "cancel"), {}, ada);
  expect(others.statusCode).toBe(403);
  expect(others.json()).toMatchObject({ code: "may_not_decide" });
  expect((await api.post(to(action, "cancel"), {}, stranger)).statusCode).toBe(404);
  const response = await api.post(to(action, "cancel"), {});
  expect(response.json()).toMatchObject({ outcome: "cancelled", action: { decided_by: userId } });
});

describe("an edit", () => {
  const editable = async () => {
    const action = await propose({ required_approvals: 2 });
    await api.db.updateTable("pending_actions").set({ editable: true }).execute();
    return action;
  };

  test("is a version that others approve, with its digits, and all versions are listed", async () => {
    const action = await editable();
    await api.post(to(action, "approve"), shown(action), grace);
    const body = `{"payload_digest":"${action.payload_digest}","action_payload":{"pr":1.50}}`;
    const response = await api.post(to(action, "edit"), body, ada);
    expect(response.statusCode).toBe(200);
    expect(response.body).toContain('"action_payload":{"pr":1.50}');
    const edited = response.json<{ action: Action }>().action;
    expect(edited).toMatchObject({ version: 2, edited_by: ada, approvals: 0 });
    const stale = await api.post(to(action, "approve"), shown(action), grace);
    expect(stale.json()).toMatchObject({ code: "digest_mismatch", action: { version: 2 } });
    for (const person of [ada, grace]) {
      await api.post(to(action, "approve"), shown(edited), person);
    }
    const versions = await api.get(to(action, "versions"), grace);
    expect(versions.body).toContain('"action_payload":{"pr":1.50}');
    expect(versions.json()).toMatchObject({
      items: [
        { version: 2, edited_by: ada, surface: "api", payload_digest: edited.payload_digest },
        { version: 1, edited_by: null, surface: null, payload_digest: action.payload_digest },
      ],
      next_cursor: null,
      prev_cursor: null,
    });
    expect((await api.get(to(action, "versions"), stranger)).statusCode).toBe(404);
    const claim = { types: ["merge_pr"], worker: "merger" };
    const claimed = await api.post("/v1/pending-actions/claim", claim);
    expect(claimed.body).toContain('"action_payload":{"pr":1.50}');
  });

  test("is refused where the proposal does not allow it, or changes nothing", async () => {
    const fixed = await propose();
    const refused = await api.post(to(fixed, "edit"), { ...shown(fixed), action_payload: {} }, ada);
    expect(refused.json()).toMatchObject({ status: 409, code: "not_editable" });
    const action = await editable();
    const same = { ...shown(action), action_payload: { pr: 12 } };
    expect((await api.post(to(action, "edit"), same, ada)).json()).toMatchObject({
      status: 409,
      code: "unchanged",
    });
  });
});

describe("a batch", () => {
  const url = "/v1/pending-actions/decisions";
  const say = (verdict: string, action: Action, more: object = {}) => ({
    id: action.id,
    verdict,
    ...shown(action),
    ...more,
  });

  test("has one outcome for each action, in their order", async () => {
    const third = await propose({ summary: "Merge #13" });
    const [first, second] = [await propose(), await propose()];
    const unknown = { ...third, id: "019a2f6e-0000-7000-8000-0000000000ff" };
    const decisions = [
      say("reject", first, { reason: "no" }),
      say("approve", second),
      say("approve", third, { payload_digest: second.payload_digest }),
      say("approve", unknown),
    ];
    const response = await api.post(url, { decisions, surface: "console" }, ada);
    expect(response.statusCode).toBe(200);
    expect(response.json()).toMatchObject({
      decisions: [
        { id: first.id, outcome: "rejected", action: { decision_reason: "no" } },
        { id: second.id, outcome: "confirmed", action: { decided_surface: "console" } },
        { id: third.id, outcome: "digest_mismatch", action: { state: "pending" } },
        { id: unknown.id, outcome: "not_found", action: null, missing: null },
      ],
    });
  });

  test("names each action once, and up to 100", async () => {
    const action = await propose();
    const twice = [say("approve", action), say("reject", action)];
    const response = await api.post(url, { decisions: twice }, ada);
    expect(response.statusCode).toBe(400);
    expect(response.json()).toMatchObject({ field: "decisions" });
    expect((await api.post(url, { decisions: [] }, ada)).statusCode).toBe(400);
    const many = Array.from({ length: 101 }, () => say("approve", action));
    expect((await api.post(url, { decisions: many }, ada)).statusCode).toBe(400);
  });
});

test("a member of the group sees, lists and decides an action", async () => {
  const action = await propose();
  await createApproverGroup(api.db, { name: "release" }, api.clock);
  await createUser(api.db, { id: stranger }, api.clock);
  await addGroupMember(api.db, { group: "release", userId: stranger }, api.clock);
  const list = "/v1/pending-actions?role=approver";
  expect((await api.get(list, stranger)).json()).toMatchObject({ items: [] });
  // As a policy does, which also computes the digest anew.
  await api.db
    .updateTable("pending_actions")
    .set({ approver_group: "release", payload_digest: null })
    .execute();
  const found = await api.get(list, stranger);
  expect(found.json()).toMatchObject({ items: [{ id: action.id, approver_group: "release" }] });
});
