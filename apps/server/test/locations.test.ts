import { afterEach, beforeEach, expect, test } from "vitest";
import { stranger, TestApi, userId } from "./api.ts";

let api: TestApi;
beforeEach(async () => {
  api = await TestApi.start();
  await api.db.updateTable("users").set({ role: "admin" }).where("id", "=", userId).execute();
  api.giveScopes(userId, ["admin"]);
  await api.keyOf(stranger);
});
afterEach(() => api[Symbol.asyncDispose]());

const proposal = { summary: "Merge", action_type: "merge_pr", action_payload: {} };

const merged = { kind: "merged", repository: "octo/hello", number: 7 };

/** A request that makes a record, the member of the answer that holds it, and the same in the answer of its address. */
const makers = [
  ["POST", "/v1/pending-actions", proposal],
  ["POST", "/v1/action-logs", { action_type: "merge_pr", ok: true }],
  ["POST", "/v1/commands", { input_type: "text", status: "ok" }],
  ["POST", "/v1/agent-tasks", { provider: "codex", instruction: "Fix the build" }],
  ["POST", "/v1/github-connections", { installation_id: 7 }],
  ["PUT", "/v1/repo-policies/octo/hello", { allow_merge: true }],
  ["PUT", "/v1/repo-subscriptions/octo/hello", {}],
  ["POST", "/v1/triggers", { when: merged, propose: proposal }],
  [
    "POST",
    "/v1/grants",
    { match: { types: ["merge_pr"] }, maximum_uses: 1, expires_in_seconds: 60 },
  ],
  ["POST", "/v1/approver-groups", { name: "on call / ä" }],
  ["POST", "/v1/webhook-replays", { filter: { source: "github" } }],
  ["POST", "/v1/users", { display_name: "Grace" }],
  ["POST", "/v1/services", { name: "agent", kind: "agent" }],
  ["POST", "/v1/keys", { name: "laptop", scopes: ["commands:read"], user_id: stranger }, "key"],
  ["POST", "/v1/me/keys", { name: "phone", scopes: ["commands:read"] }, "key"],
] as const;

test.for(makers)(
  "%s %s names the address of the new record",
  async ([method, url, body, member]) => {
    const headers = { "idempotency-key": "first" };
    const made = await api.send(method, url, body, userId, headers);
    expect([made.statusCode, made.body]).toEqual([201, expect.any(String)]);
    const location = String(made.headers.location);
    expect(location).toMatch(/^\/v1\/[\w%/-]+$/);
    const found = await api.get(location);
    expect(found.statusCode).toBe(200);
    // Both are secrets of who proposed it.
    const { token: _token, lease: _lease, ...record } = made.json<Record<string, unknown>>();
    expect(found.json()).toEqual(member === undefined ? record : record[member]);
  },
);

test("every route that answers 201 names an address, or has none to name", async () => {
  await api.app.ready();
  const { paths } = (api.app as unknown as { swagger: () => { paths: Paths } }).swagger();
  const making = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations)
      .filter(([, { responses }]) => "201" in responses)
      .map(([method]) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ":$1")}`),
  );
  const named = new Set<string>(makers.map(([method, url]) => `${method} ${url}`));
  expect(making.filter((route) => !named.has(route)).toSorted()).toEqual(
    [
      // A passkey is only in the list, since it is no more than a name there.
      "POST /v1/passkeys",
      // As /v1/keys. The path of its test is another one.
      "POST /v1/keys/:id/rotate",
      // The address of who has signed in is /v1/me, which sign-in/sessions.test.ts follows.
      "POST /v1/passkeys/sign-in",
      "POST /v1/sessions",
      // A link is a secret that is shown once.
      "POST /v1/sign-in-links",
      // Beside it is the code; notifications/channels.test.ts follows it.
      "POST /v1/notification-channels",
      // Beside it is the secret; webhook-deliveries/endpoints.test.ts follows it.
      "POST /v1/webhook-endpoints",
      "PUT /v1/repo-policies/:owner/:name",
      "PUT /v1/repo-subscriptions/:owner/:name",
    ].toSorted(),
  );
});

type Paths = Record<string, Record<string, { readonly responses: object }>>;
