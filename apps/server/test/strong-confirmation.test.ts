import { TestClock } from "@handsfree/testkit";
import { afterEach, beforeEach, expect, test } from "vitest";
import { TestApi, userId } from "./api.ts";
import { sessionOf } from "./callers.ts";

const admin = "019a2f6e-0000-7000-8000-00000000000d";
const text = `version: 1
policies:
  - name: grave
    match: { types: [merge_pr] }
    ask: { approvers: [${userId}], confirmation: strong }
`;

let api: TestApi;
let clock: TestClock;
let action: { readonly id: string; readonly payload_digest: string; readonly token: string };
beforeEach(async () => {
  clock = new TestClock();
  api = await TestApi.start({ context: clock });
  api.giveScopes(admin, ["admin"]);
  const stored = await api.send("PUT", "/v1/policies", { text, based_on: null }, admin);
  if (stored.statusCode !== 200) throw new Error(stored.body);
  const proposal = { summary: "Merge #12", action_type: "merge_pr", action_payload: { pr: 12 } };
  action = (await api.post("/v1/pending-actions", proposal)).json();
});
afterEach(() => api[Symbol.asyncDispose]());

/** A browser in which the person signed in this way at this time. */
async function signIn(method: "passkey" | "link") {
  const headers = await sessionOf(api.db, userId, clock);
  await api.db.updateTable("sessions").set({ signed_in_by: method }).execute();
  return headers;
}

const answer = async (
  headers: Record<string, string>,
  { verdict = "approve", surface = "console" }: { verdict?: string; surface?: string } = {},
) => {
  const response = await api.app.inject({
    method: "POST",
    url: `/v1/pending-actions/${action.id}/${verdict}`,
    headers,
    payload: { payload_digest: action.payload_digest, surface },
  });
  const { code, outcome } = response.json<{ code?: string; outcome: string }>();
  return [response.statusCode, code ?? outcome];
};
const refused = [403, "strong_confirmation_needed"];

test("a passkey that was used in the last 5 minutes approves, on a page and not by voice", async () => {
  const headers = await signIn("passkey");
  expect(await answer(headers, { surface: "voice" })).toEqual(refused);
  clock.advance(300_001);
  expect(await answer(headers)).toEqual(refused);
  const again = await signIn("passkey");
  clock.advance(299_000);
  expect(await answer(again)).toEqual([200, "confirmed"]);
});

test("a link, a key and a token do not approve, and reject", async () => {
  expect(await answer(await signIn("link"))).toEqual(refused);
  const { payload_digest: digest, token, id } = action;
  const byKey = await api.post(`/v1/pending-actions/${id}/approve`, { payload_digest: digest });
  expect(byKey.json()).toMatchObject({
    status: 403,
    code: "strong_confirmation_needed",
    action: { id, state: "pending" },
  });
  const byToken = await api.post("/v1/pending-actions/confirm", { token });
  expect(byToken.statusCode).toBe(403);
  const many = await api.post("/v1/pending-actions/decisions", {
    decisions: [{ id, verdict: "approve", payload_digest: digest }],
  });
  expect(many.json()).toMatchObject({ decisions: [{ outcome: "strong_confirmation_needed" }] });
  expect(await answer(await signIn("link"), { verdict: "reject", surface: "voice" })).toEqual([
    200,
    "rejected",
  ]);
});

test("expand=confirmation tells which actions take a passkey", async () => {
  const other = { summary: "Comment", action_type: "comment", action_payload: {} };
  await api.post("/v1/pending-actions", other);
  const list = await api.get("/v1/pending-actions?expand=confirmation&order=asc");
  expect(list.json()).toMatchObject({
    items: [{ confirmation: "strong" }, { confirmation: "any" }],
  });
});
