import { randomBytes, randomUUID } from "node:crypto";
import type { Context } from "@handsfree/repositories";
import { recordActionLog } from "@handsfree/repositories/action-logs";
import { sealActionLogs } from "@handsfree/repositories/audit";
import type { AccessScope } from "@handsfree/schema";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { stranger, TestApi, userId } from "./api.ts";
import { bearer, keyOfService, keyOfUser, sessionOf } from "./callers.ts";

const ada = "019a2f6e-0000-7000-8000-00000000000a";
const admin = "019a2f6e-0000-7000-8000-00000000000d";
const names: Readonly<Record<string, string>> = {
  [userId]: "Olive Owner",
  [ada]: "Ada",
  [admin]: "Root",
};

let api: TestApi;
let agent: Record<string, string>;
beforeEach(async () => {
  api = await TestApi.start({ webhookSigningKey: randomBytes(32) });
  agent = bearer(
    await keyOfService(api.db, {
      name: "deploy-bot",
      scopes: ["actions:propose", "actions:execute", "commands:write", "commands:read"],
      actsFor: [userId],
    }),
  );
  await api.keyOf(ada);
  api.giveScopes(admin, ["admin"]);
  await api.keyOf(admin);
  for (const [id, display_name] of Object.entries(names)) {
    const email = `${display_name.split(" ")[0]?.toLowerCase()}@private.example`;
    await api.db.updateTable("users").set({ display_name, email }).where("id", "=", id).execute();
  }
});
afterEach(() => api[Symbol.asyncDispose]());

type Json = Readonly<Record<string, unknown>> & { readonly id: string };

async function call(
  headers: Record<string, string>,
  method: "GET" | "POST",
  url: string,
  payload?: object,
) {
  const response = await api.app.inject({ method, url, headers, ...(payload && { payload }) });
  expect([response.statusCode, response.body]).toEqual([
    expect.toSatisfy((status: number) => status < 300),
    expect.any(String),
  ]);
  return response.json<Json>();
}
const read = async (url: string, user: string = userId): Promise<Json> =>
  (await api.get(url, user)).json();
const readAll = async (url: string, user: string = userId): Promise<readonly Json[]> =>
  (await api.get(url, user)).json<{ items: readonly Json[] }>().items;

const proposal = {
  summary: "Merge #12",
  action_type: "merge_pr",
  action_payload: { pr: 12 },
  approvers: [userId, ada],
  required_approvals: 2,
};
const propose = (more: object = {}) =>
  call(agent, "POST", "/v1/pending-actions", { ...proposal, ...more });
const approve = async ({ id, payload_digest }: Json, user: string) =>
  api.post(`/v1/pending-actions/${id}/approve`, { payload_digest, surface: "console" }, user);

/** An action that a service proposed after a command, that two people approved, and that was carried out. */
async function executed(): Promise<Json> {
  const action = await propose();
  await call(agent, "POST", "/v1/commands", {
    input_type: "audio",
    status: "needs_confirmation",
    intent_name: "merge_pr",
    transcript: "my private words",
    store_transcript: true,
    pending_action_id: action.id,
  });
  expect((await approve(action, userId)).statusCode).toBe(202);
  api.clock.advance(1000);
  expect((await approve(action, ada)).statusCode).toBe(200);
  const claim = { types: ["merge_pr"], worker: "w" };
  const { items } = await call(agent, "POST", "/v1/pending-actions/claim", claim);
  const [item] = items as readonly [
    { readonly lease: { readonly token: string }; readonly idempotency_key: string },
  ];
  const headers = { ...agent, "idempotency-key": item.idempotency_key };
  const log = { action_type: "github.merge", ok: true, target: "octo/repo#12" };
  await call(headers, "POST", "/v1/action-logs", log);
  await call(agent, "POST", `/v1/pending-actions/${action.id}/succeed`, {
    lease_token: item.lease.token,
  });
  return action;
}

const all = "expand=names,proposer,approved_by,receipt,command";

test("an action comes with all that a screen shows of it, in a list and alone", async () => {
  const { id, service_id } = await executed();
  const alone = await read(`/v1/pending-actions/${id}?${all}`);
  expect(alone).toMatchObject({
    state: "succeeded",
    names: {
      [userId]: { kind: "user", name: "Olive Owner" },
      [ada]: { kind: "user", name: "Ada" },
      [String(service_id)]: { kind: "service", name: "deploy-bot" },
    },
    proposer: { kind: "service", id: service_id, name: "deploy-bot", credential: null },
    approved_by: [
      { user_id: userId, name: "Olive Owner", version: 1, surface: "console" },
      { user_id: ada, name: "Ada", version: 1, surface: "console" },
    ],
    receipt: { action_type: "github.merge", target: "octo/repo#12", ok: true },
    command: { intent_name: "merge_pr", input_type: "audio" },
  });
  expect(await readAll(`/v1/pending-actions?state=all&${all}`)).toEqual([alone]);
  const plain = await read(`/v1/pending-actions/${id}`);
  expect(alone).toEqual({ ...plain, ...alone });
  const added = new Set(["names", "proposer", "approved_by", "receipt", "command"]);
  expect(Object.keys(plain).filter((name) => added.has(name))).toEqual([]);
  expect(JSON.stringify(alone)).not.toMatch(/private/);
});

test("a person without a name, one who was erased, and an action without a command are null", async () => {
  const unknown = randomUUID();
  const { id } = await propose({ approvers: [userId, unknown] });
  await api.db.updateTable("users").set({ display_name: null }).where("id", "=", userId).execute();
  expect(await read(`/v1/pending-actions/${id}?${all}`)).toMatchObject({
    names: { [userId]: { kind: "user", name: null }, [unknown]: null },
    approved_by: [],
    receipt: null,
    command: null,
  });
});

test("another approver sees the names, and nothing that they may not read by itself", async () => {
  const { id } = await executed();
  expect(await read(`/v1/pending-actions/${id}?${all}`, ada)).toMatchObject({
    names: { [userId]: { name: "Olive Owner" }, [ada]: { name: "Ada" } },
    proposer: { name: "deploy-bot", credential: null },
    approved_by: [{ name: "Olive Owner" }, { name: "Ada" }],
    receipt: null,
    command: null,
  });
  expect((await api.get(`/v1/pending-actions/${id}?${all}`, stranger)).statusCode).toBe(404);
  // Who may not read commands gets none of the owner's either.
  api.giveScopes(userId, ["actions:decide"]);
  expect(await read(`/v1/pending-actions/${id}?${all}`)).toMatchObject({
    receipt: { ok: true },
    command: null,
  });
});

test("an auditor sees the actions of all users, and no command and no key", async () => {
  const { id } = await executed();
  const asAuditor = async (scopes: readonly AccessScope[]) => {
    const headers = bearer(await keyOfUser(api.db, randomUUID(), scopes));
    const url = `/v1/pending-actions/${id}?${all}`;
    return call({ ...headers, "on-behalf-of": "*" }, "GET", url);
  };
  expect(await asAuditor(["audit:read"])).toMatchObject({
    names: { [ada]: { name: "Ada" } },
    proposer: { credential: null },
    receipt: { ok: true },
    command: null,
  });
  expect(await asAuditor(["audit:read", "commands:read"])).toMatchObject({ command: null });
  expect(await asAuditor(["admin"])).toMatchObject({
    proposer: { credential: { kind: "key", name: "test" } },
    command: { intent_name: "merge_pr" },
  });
});

test("a session tells its browser to its own person alone", async () => {
  const clock: Context = api.clock;
  const browser = await sessionOf(api.db, userId, clock);
  await api.db.updateTable("sessions").set({ user_agent: "A phone" }).execute();
  const { id } = await call(browser, "POST", "/v1/pending-actions", proposal);
  const url = `/v1/pending-actions/${id}?expand=proposer`;
  expect(await read(url)).toMatchObject({
    proposer: {
      kind: "user",
      id: userId,
      name: "Olive Owner",
      credential: { kind: "session", name: null, signed_in_by: "link", user_agent: "A phone" },
    },
  });
  expect(await read(url, ada)).toMatchObject({ proposer: { id: userId, credential: null } });
});

test("logs, commands and tasks name who acted, and the action that they are about", async () => {
  const { id } = await executed();
  const pending_action = { id, summary: "Merge #12", state: "succeeded" };
  const logs = await readAll("/v1/action-logs?expand=names,actor,pending_action");
  const of = (type: string) => logs.find(({ action_type }) => action_type === type);
  expect(of("pending_action.proposed")).toMatchObject({
    names: { [userId]: { name: "Olive Owner" } },
    actor: { kind: "service", name: "deploy-bot", credential: null },
    pending_action,
  });
  // The key of another approver is theirs alone.
  expect(of("pending_action.confirmed")).toMatchObject({
    actor: { id: ada, name: "Ada", credential: null },
    pending_action,
  });
  expect(of("pending_action.approved")).toMatchObject({
    actor: { id: userId, credential: { kind: "key", name: "test" } },
  });
  expect(of("github.merge")).toMatchObject({ pending_action: null });
  expect(await readAll("/v1/commands?expand=pending_action,names")).toMatchObject([
    { pending_action, names: { [userId]: { kind: "user" } } },
  ]);
  const task = { provider: "copilot", instruction: "Look", action_id: id };
  const made = (await api.post("/v1/agent-tasks", task)).json<Json>();
  expect(await read(`/v1/agent-tasks/${made.id}?expand=names,pending_action`)).toMatchObject({
    names: { [userId]: { name: "Olive Owner" } },
    pending_action,
  });
  // Who may read commands and no actions.
  api.giveScopes(userId, ["commands:read"]);
  expect(await readAll("/v1/commands?expand=pending_action")).toMatchObject([
    { pending_action: null },
  ]);
});

test("keys, grants and versions of the policies name their people", async () => {
  const [key] = await readAll("/v1/keys?limit=1&expand=names", admin);
  expect(key).toMatchObject({ user_id: admin, names: { [admin]: { name: "Root" } } });
  const grant = { match: { types: ["x"] }, maximum_uses: 1, expires_in_seconds: 600 };
  const { id } = (await api.post("/v1/grants", grant)).json<Json>();
  expect(await read(`/v1/grants/${id}?expand=names`)).toMatchObject({
    names: { [userId]: { name: "Olive Owner" } },
  });
  const text = "version: 1\npolicies: []\n";
  await api.send("PUT", "/v1/policies", { text, based_on: null }, admin);
  for (const url of ["/v1/policies", "/v1/policies/versions/1"]) {
    expect(await read(`${url}?expand=names`)).toMatchObject({
      names: { [admin]: { name: "Root" } },
    });
  }
  expect(await readAll("/v1/policies/versions?expand=names")).toMatchObject([
    { names: { [admin]: { name: "Root" } } },
  ]);
});

test("a webhook event comes with its last transition, and a delivery with its event", async () => {
  await api.deliver('{"ref":"refs/heads/main"}');
  const [event] = await readAll("/v1/webhook-events?expand=last_transition", admin);
  expect(event).toMatchObject({ last_transition: null });
  const claim = { worker: "w" };
  await api.post("/v1/webhook-events/claim", claim, admin);
  const url = `/v1/webhook-events/${event?.id}?expand=last_transition`;
  expect(await read(url, admin)).toMatchObject({
    last_transition: { transition: "claimed", attempt: 1, worker: "w" },
  });
  await propose();
  const [first] = (await api.get("/v1/events", admin)).json<{ items: Json[] }>().items;
  const created_at = api.clock.now();
  const endpoint_id = randomUUID();
  const endpoint = { id: endpoint_id, url: "https://example.com/", state: "enabled" } as const;
  await api.db
    .insertInto("webhook_endpoints")
    .values({ ...endpoint, position: 0, secret_version: 1, created_at, updated_at: created_at })
    .execute();
  const delivery = {
    endpoint_id,
    event_type: "t",
    state: "dead",
    attempts: 1,
    created_at,
  } as const;
  for (const event_id of [Number(first?.id), 999_999]) {
    await api.db
      .insertInto("webhook_deliveries")
      .values({ id: randomUUID(), event_id, ...delivery })
      .execute();
  }
  const sent = await readAll(`/v1/webhook-endpoints/${endpoint_id}/deliveries?expand=event`, admin);
  expect(new Map(sent.map(({ event_id, event: its }) => [event_id, its]))).toEqual(
    new Map<unknown, unknown>([
      [first?.id, first],
      ["999999", null],
    ]),
  );
});

test("a log has its place in the audit trail once it is sealed", async () => {
  const log = { userId, actionType: "deploy", ok: true };
  await recordActionLog(api.db, log, api.clock);
  await sealActionLogs(api.db, { settleSeconds: 0 }, api.clock);
  api.clock.advance(1000);
  await recordActionLog(api.db, log, api.clock);
  expect(await readAll("/v1/action-logs?expand=seal&action_type=deploy")).toMatchObject([
    { seal: null },
    { seal: { entry: 1, row_hash: expect.stringMatching(/^[0-9a-f]{64}$/), is_signed: false } },
  ]);
});

test("an unknown name is a 400 that lists the names of the route", async () => {
  for (const [url, allowed] of [
    [
      "/v1/pending-actions?expand=names,owner",
      "names, proposer, confirmation, approved_by, receipt, command",
    ],
    [`/v1/commands/${randomUUID()}?expand=actor`, "names, pending_action"],
    ["/v1/action-logs?expand=", "names, actor, pending_action, seal"],
  ] as const) {
    const refused = await api.get(url);
    expect(refused.statusCode).toBe(400);
    expect(refused.json()).toMatchObject({
      code: "invalid_input",
      field: "expand",
      detail: `expand must be one of ${allowed}`,
      errors: [{ parameter: "expand" }],
    });
  }
  expect((await api.get("/v1/commands?expand=names,names")).statusCode).toBe(400);
  expect((await api.get("/v1/users?expand=names", admin)).json()).toMatchObject({
    field: "expand",
  });
  expect((await api.get("/v1/commands?expand=names&expand=pending_action")).statusCode).toBe(200);
});

test("a cursor goes on with other expansions", async () => {
  for (let n = 0; n < 3; n += 1) await propose();
  const first = await api.get("/v1/pending-actions?limit=1");
  const { next_cursor } = first.json<{ next_cursor: string }>();
  const next = await readAll(`/v1/pending-actions?limit=1&cursor=${next_cursor}&expand=names`);
  expect(next).toMatchObject([{ names: { [ada]: { name: "Ada" } } }]);
});

interface Executor {
  executeQuery(...given: unknown[]): unknown;
}

/** Counts the statements of a list, and its records. */
async function count(url: string, user: string) {
  // DuckDB remembers where the newest rows begin.
  await readAll(url, user);
  const executor = Object.getPrototypeOf(api.db.getExecutor()) as Executor;
  const calls = vi.spyOn(executor, "executeQuery");
  try {
    const { length: records } = await readAll(url, user);
    return { statements: calls.mock.calls.length, records };
  } finally {
    calls.mockRestore();
  }
}

test("the number of statements does not depend on the number of records", async () => {
  const lists = [
    [`/v1/pending-actions?state=all&${all}`, userId],
    ["/v1/action-logs?expand=names,actor,pending_action,seal", userId],
    ["/v1/commands?expand=names,pending_action", userId],
    ["/v1/webhook-events?expand=last_transition", admin],
  ] as const;
  const more = async (n: number) => {
    await executed();
    await api.deliver("{}", { "x-github-delivery": `d-${n}` });
    await api.post("/v1/webhook-events/claim", { worker: "w" }, admin);
  };
  await more(0);
  const few = new Map<string, { readonly statements: number; readonly records: number }>();
  for (const [url, user] of lists) few.set(url, await count(url, user));
  for (let n = 1; n < 5; n += 1) await more(n);
  for (const [url, user] of lists) {
    const { statements, records } = await count(url, user);
    const before = few.get(url);
    expect({ url, statements }).toEqual({ url, statements: before?.statements });
    expect(records).toBe(5 * (before?.records ?? 0));
    const without = await count(url.replace(/expand=.*/, "limit=100"), user);
    expect(without.statements).toBeLessThan(statements);
  }
});
