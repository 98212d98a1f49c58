import { afterEach, beforeEach, expect, test } from "vitest";
import { TestApi, userId } from "./api.ts";

let api: TestApi;
beforeEach(async () => {
  api = await TestApi.start();
});
afterEach(() => api[Symbol.asyncDispose]());

const propose = (payload: string) =>
  api.post("/v1/pending-actions", `{"summary":"s","action_type":"t","action_payload":${payload}}`);
/** The object of the proposal, its three members and its two other values. */
const around = 6;

test.for<[string, string]>([
  ["values", `[${Array.from({ length: 50_000 - around }, () => "1").join(",")}]`],
  ["members", `{${Array.from({ length: 25_000 }, (_, n) => `"${n}":1`).join(",")}}`],
  ["lists", `[${Array.from({ length: 50_000 - around }, () => "[]").join(",")}]`],
])("a body of more than 50,000 values and names is refused: %s", async ([, payload]) => {
  const response = await propose(payload);
  expect(response.statusCode).toBe(400);
  expect(response.json()).toMatchObject({
    code: "invalid_input",
    field: "action_payload",
    limit: 50_000,
    detail: "action_payload makes the body hold more than 50000 values and names; send less of it",
  });
});

test("one of 50,000 is taken, whatever signs its texts are made of", async () => {
  const values = Array.from({ length: 50_000 - around - 2 }, () => "1");
  const text = JSON.stringify('[{,:"\\'.repeat(20_000));
  expect((await propose(`[${[text, ...values].join(",")}]`)).statusCode).toBe(201);
});

test("1000 levels of a payload are taken, and one more is refused before it is read", async () => {
  const nested = (levels: number): string => "[".repeat(levels) + "]".repeat(levels);
  expect((await propose(nested(1000))).statusCode).toBe(201);
  for (const levels of [1001, 500_000]) {
    const response = await propose(nested(levels));
    expect(response.statusCode).toBe(400);
    expect(response.json()).toMatchObject({
      code: "invalid_input",
      field: "action_payload",
      limit: 1000,
    });
  }
  const list = await api.post("/v1/pending-actions", nested(1002));
  expect(list.json()).toMatchObject({ status: 400, field: "body", limit: 1000 });
});

test("an exponent of a million digits is refused by name", async () => {
  const response = await propose(`{"a":1e${"9".repeat(1_000_000)}}`);
  expect(response.statusCode).toBe(400);
  expect(response.json()).toMatchObject({ code: "invalid_input", field: "action_payload" });
});

test("a reserved UUID is no user, and no approver", async () => {
  for (const nobody of [
    "00000000-0000-0000-0000-000000000000",
    "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF",
  ]) {
    const log = { action_type: "merge_pr", ok: true };
    const key = { "idempotency-key": "k" };
    const command = { input_type: "text", status: "ok" };
    const responses = [
      await api.post("/v1/action-logs", log, userId, { ...key, "on-behalf-of": nobody }),
      await api.post("/v1/commands", command, userId, { "on-behalf-of": nobody }),
      await api.post("/v1/pending-actions/claim", { types: ["t"], worker: nobody }),
      await api.post("/v1/pending-actions", {
        summary: "s",
        action_type: "t",
        action_payload: 1,
        approvers: [nobody],
      }),
    ];
    for (const response of responses) {
      expect(response.statusCode).toBe(400);
      expect(response.json<{ detail: string }>().detail).toContain("no person");
    }
  }
});

test.for(["user.erased", "Retention.ran", "pending_action.confirmed", "\u200buser.erased"])(
  "no caller records, or proposes, what HandsFree writes itself: %j",
  async (actionType) => {
    const log = { action_type: actionType, ok: true };
    const proposal = { summary: "s", action_type: actionType, action_payload: 1 };
    for (const response of [
      await api.post("/v1/action-logs", log, undefined, { "idempotency-key": "k" }),
      await api.post("/v1/pending-actions", proposal),
    ]) {
      expect(response.statusCode).toBe(400);
      expect(response.json()).toMatchObject({ code: "invalid_input", field: "action_type" });
    }
  },
);

test("what a person decides by is there to be shown as it is, with what would not show escaped", async () => {
  const proposal = {
    summary: "Comment\u202e on\u200b octo",
    action_type: "com\u{e0001}ment",
    action_payload: { body: "a\u2028b\u3164" },
  };
  const { display, summary } = (await api.post("/v1/pending-actions", proposal)).json<{
    display: object;
    summary: string;
  }>();
  expect(summary).toBe(proposal.summary);
  expect(display).toEqual({
    summary: String.raw`Comment\u202e on\u200b octo`,
    effect: null,
    action_type: String.raw`com\udb40\udc01ment`,
    action_payload: String.raw`{"body":"a\u2028b\u3164"}`,
  });
});
