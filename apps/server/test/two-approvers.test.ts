import { sealActionLogs, verifyAuditTrail } from "@handsfree/repositories/audit";
import { afterEach, beforeEach, expect, test } from "vitest";
import { TestApi, userId } from "./api.ts";
import { bearer, keyOfService, keyOfUser } from "./callers.ts";

const ada = "019a2f6e-0000-7000-8000-00000000000a";
const grace = "019a2f6e-0000-7000-8000-00000000000b";
const admin = "019a2f6e-0000-7000-8000-00000000000d";
const policies = `
version: 1
policies:
  - name: releases
    match: { types: ["release.*"], repositories: ["acme/*"] }
    ask: { group: release, approvals: 2, expires_in: 4h, edit: true }
`;

let api: TestApi;
let url: string;
beforeEach(async () => {
  api = await TestApi.start();
  url = await api.app.listen({ port: 0, host: "127.0.0.1" });
});
afterEach(() => api[Symbol.asyncDispose]());

interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, never>>;
}

/** Calls over a real connection, as the owner of a key. */
const as =
  (key: string) =>
  async (method: string, path: string, body?: object, behalf?: string): Promise<Answer> => {
    const response = await fetch(url + path, {
      method,
      headers: {
        ...bearer(key),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...(behalf === undefined ? {} : { "on-behalf-of": behalf }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === "" ? {} : (JSON.parse(text) as never) };
  };

test("an agent proposes, one approver edits, two approve that version, and it is what runs", async () => {
  const root = as(await keyOfUser(api.db, admin, ["admin"]));
  const byAda = as(await keyOfUser(api.db, ada, ["actions:decide"]));
  const byGrace = as(await keyOfUser(api.db, grace, ["actions:decide"]));
  const agent = as(
    await keyOfService(api.db, { name: "planner", scopes: ["actions:propose"], actsFor: [userId] }),
  );
  const worker = as(
    await keyOfService(api.db, { name: "runner", scopes: ["actions:execute"], actsFor: [userId] }),
  );
  expect(await root("POST", "/v1/approver-groups", { name: "release" })).toMatchObject({
    status: 201,
  });
  for (const person of [ada, grace]) {
    const added = await root("PUT", `/v1/approver-groups/release/members/${person}`);
    expect(added.status).toBeLessThan(300);
  }
  const stored = await root("PUT", "/v1/policies", { text: policies, based_on: null });
  expect(stored).toMatchObject({ status: 200, body: { version: 1 } });

  const proposal = {
    summary: "Release v1.0 of acme/website",
    action_type: "release.cut",
    repository: "acme/website",
    action_payload: { tag: "v1.0" },
  };
  const proposed = await agent("POST", "/v1/pending-actions", proposal);
  expect(proposed).toMatchObject({ status: 201, body: { state: "pending" } });
  const { id, token, payload_digest: first } = proposed.body;
  const path = `/v1/pending-actions/${String(id)}`;

  // The agent cannot decide, neither by the id nor by the token, and nor can the proposer's owner.
  for (const [target, body] of [
    [`${path}/approve`, { payload_digest: first }],
    ["/v1/pending-actions/confirm", { token }],
  ] as const) {
    expect(await agent("POST", target, body)).toMatchObject({
      status: 403,
      body: { code: "people_only" },
    });
  }
  const owner = as(await api.keyOf(userId));
  const byOwner = await owner("POST", `${path}/approve`, { payload_digest: first });
  expect(byOwner.status).toBeGreaterThanOrEqual(403);

  const early = await byGrace("POST", `${path}/approve`, { payload_digest: first });
  expect(early).toMatchObject({ status: 202, body: { outcome: "approved", missing: 1 } });
  const change = { payload_digest: first, action_payload: { tag: "v1.0.1" }, surface: "console" };
  const edited = await byAda("POST", `${path}/edit`, change);
  expect(edited).toMatchObject({
    status: 200,
    body: { outcome: "edited", action: { version: 2, approvals: 0 } },
  });
  const { payload_digest: second } =
    (edited.body as Record<string, Record<string, never>>)["action"] ?? {};
  expect(second).not.toBe(first);

  const late = await byGrace("POST", `${path}/approve`, { payload_digest: first });
  expect(late).toMatchObject({ status: 409, body: { code: "digest_mismatch" } });
  const one = await byAda("POST", `${path}/approve`, { payload_digest: second });
  expect(one).toMatchObject({ status: 202, body: { missing: 1 } });
  const two = await byGrace("POST", `${path}/approve`, {
    payload_digest: second,
    surface: "voice",
  });
  expect(two).toMatchObject({ status: 200, body: { outcome: "confirmed" } });

  const claim = { types: ["release.cut"], worker: "runner-1" };
  const claimed = await worker("POST", "/v1/pending-actions/claim", claim);
  expect(claimed).toMatchObject({
    status: 200,
    body: { items: [{ action: { id, version: 2, action_payload: { tag: "v1.0.1" } } }] },
  });
  const { items } = claimed.body as unknown as { items: { lease: { token: string } }[] };
  const lease = items[0]?.lease.token;
  const done = { lease_token: lease, result: { released: true } };
  expect((await worker("POST", `${path}/succeed`, done)).status).toBe(200);

  const logs = await root("GET", "/v1/action-logs?limit=100", undefined, userId);
  const rows = (logs.body["items"] as unknown as Record<string, unknown>[])
    .filter(({ target }) => target === id)
    .toReversed();
  const told = rows.map(({ action_type: type, result }) => {
    const { by, surface, version } = result as Record<string, unknown>;
    return {
      type,
      by,
      ...(surface === undefined ? {} : { surface }),
      ...(version === undefined ? {} : { version }),
    };
  });
  expect(told).toMatchObject([
    { type: "pending_action.proposed" },
    { type: "pending_action.approved", by: grace, surface: "api" },
    { type: "pending_action.edited", by: ada, surface: "console", version: 2 },
    { type: "pending_action.approved", by: ada, surface: "api", version: 2 },
    { type: "pending_action.confirmed", by: grace, surface: "voice", version: 2 },
    { type: "pending_action.execution_started", by: "runner-1" },
    { type: "pending_action.execution_ended", by: "runner-1" },
  ]);
  // Each row names the key: those of the agent, of the two approvers, and of the worker.
  const keys = rows.map(({ credential_id: key }) => key);
  expect(keys).not.toContain(null);
  expect(new Set(keys).size).toBe(4);
  expect([keys[1], keys[3], keys[5]]).toEqual([keys[4], keys[2], keys[6]]);

  await sealActionLogs(api.db, { settleSeconds: 0 }, api.clock);
  expect(await verifyAuditTrail(api.db)).toMatchObject({ ok: true });
});
