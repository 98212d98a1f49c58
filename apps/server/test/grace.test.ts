import { TestTime } from "@handsfree/testkit";
import { afterEach, beforeEach, expect, test } from "vitest";
import { TestApi, userId } from "./api.ts";

const admin = "019a2f6e-0000-7000-8000-00000000000d";
const text = `version: 1
policies:
  - name: careful
    match: { types: [merge_pr] }
    ask: { approvers: [${userId}], grace: 10s }
`;

let api: TestApi;
let clock: TestTime;
let action: { readonly id: string; readonly payload_digest: string };
beforeEach(async () => {
  clock = new TestTime();
  api = await TestApi.start({ context: clock });
  api.giveScopes(admin, ["admin"]);
  const stored = await api.send("PUT", "/v1/policies", { text, based_on: null }, admin);
  if (stored.statusCode !== 200) throw new Error(stored.body);
  const proposal = {
    summary: "Merge #12",
    effect: "main gets 3 commits",
    action_type: "merge_pr",
    action_payload: { pr: 12 },
  };
  action = (await api.post("/v1/pending-actions", proposal)).json();
});
afterEach(() => api[Symbol.asyncDispose]());

const path = (rest: string) => `/v1/pending-actions/${action.id}/${rest}`;
const shown = () => ({ payload_digest: action.payload_digest, surface: "console" });
const claim = () => api.post("/v1/pending-actions/claim", { types: ["merge_pr"], worker: "w" });

test("an approval can be taken back until the action can be claimed", async () => {
  const approved = await api.post(path("approve"), shown());
  const end = new Date(clock.now().getTime() + 10_000).toISOString();
  expect(approved.json()).toMatchObject({ action: { state: "confirmed", executable_at: end } });
  expect((await claim()).json()).toEqual({ items: [] });
  const awaited = await api.get(path("decision"));
  expect(awaited.json()).toEqual({ outcome: "timed_out", action: null });
  const taken = await api.post(path("take-back"), shown());
  expect(taken.statusCode).toBe(200);
  expect(taken.json()).toMatchObject({
    outcome: "taken_back",
    action: { state: "pending", executable_at: null, version: 2, effect: "main gets 3 commits" },
  });
  const again = await api.post(path("take-back"), shown());
  expect([again.statusCode, again.json().code]).toEqual([409, "not_confirmed"]);
});

test("and not afterwards", async () => {
  await api.post(path("approve"), shown());
  clock.advance(10_000);
  const late = await api.post(path("take-back"), shown());
  expect([late.statusCode, late.json().code]).toEqual([409, "too_late"]);
  expect((await api.get(path("decision"))).json()).toMatchObject({
    outcome: "confirmed",
    action: { state: "confirmed", executable_at: null },
  });
  expect((await claim()).json()).toMatchObject({ items: [{ action: { id: action.id } }] });
});

test("an executor's preview is for one version, as text that shows everything", async () => {
  const preview = {
    version: 1,
    title: "Fix \u202elogin",
    url: "https://example.com/pull/12",
    facts: [{ label: "checks", value: "green" }],
  };
  const made = await api.send("PUT", path("preview"), preview);
  expect(made.json()).toMatchObject({
    outcome: "previewed",
    action: {
      payload_digest: action.payload_digest,
      preview: { title: String.raw`Fix \u202elogin`, url: preview.url, facts: preview.facts },
    },
  });
  const other = await api.send("PUT", path("preview"), { ...preview, version: 2 });
  expect([other.statusCode, other.json().code]).toEqual([409, "version_mismatch"]);
  const script = await api.send("PUT", path("preview"), { ...preview, url: "javascript:alert(1)" });
  expect(script.statusCode).toBe(400);
});
