import { createClient } from "@handsfree/client";
import { vi } from "vitest";
import { deliver, deliverNews } from "../fixture/deliver.ts";
import type { OpenConsole } from "../fixture/open-console.ts";
import { hostile, longHostile } from "./texts.ts";

/** The name of a group is in addresses, and so has less room. */
export const groupName = "<script>stolen()</script>\"'><svg/onload=stolen()>";
/** The name of a channel has at most 100 characters. */
const channelName = "channel <script>stolen()</script> \u202Egnp.exe";

/** What a program of a stranger can send: each text of each record, and members of JSON named like those of JavaScript. */
const payloadOf = (record: string): object => ({
  [hostile(`name in the ${record}`)]: hostile(`value in the ${record}`),
  list: [longHostile(`item in the ${record}`), { ["__proto__"]: { constructor: "x" } }],
  long: "W".repeat(2000),
});

/** What JSON may hold, and not all software reads to its end. */
const withNul = (record: string): object => ({
  ...payloadOf(record),
  ["name \u0000 after"]: `value \u0000 of the ${record}`,
});

/** Fills a server with records whose every text is hostile, and answers the ids of those that pages have details of. */
export async function fillWithHostileRecords(opened: OpenConsole) {
  const people = await fillPeople(opened);
  const actions = await fillActions(opened, people.serviceKey);
  const work = { ...(await fillWork(opened)), ...(await fillDeliveries(opened)) };
  // After the delivery that a worker claims.
  await fillNotices(opened);
  return { ...people, ...actions, ...work };
}

/** The ids of the hostile records. */
export type HostileIds = Awaited<ReturnType<typeof fillWithHostileRecords>>;

/** Signs the admin in by a program that names itself as it likes. A header has bytes. */
async function signInWith(
  userAgent: string,
  { url }: OpenConsole["server"],
  client: OpenConsole["admin"]["client"],
): Promise<void> {
  const { user } = await client.me();
  const body = { user_id: user?.id ?? "" };
  const link = await client.request("POST /v1/sign-in-links", { body });
  const code = new URLSearchParams(new URL(link.url).hash.slice(1)).get("code");
  const response = await fetch(`${url}/v1/sessions`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "user-agent": Buffer.from(userAgent).toString("latin1"),
    },
    body: JSON.stringify({ code }),
  });
  await response.arrayBuffer();
  if (!response.ok) throw new Error(`the sign-in was answered ${response.status}`);
}

async function fillPeople({ admin, server }: OpenConsole) {
  const { client, id: own } = admin;
  await client.request("PATCH /v1/users/{id}", {
    path: { id: own },
    body: { display_name: hostile("admin") },
  });
  const person = await client.request("POST /v1/users", {
    body: { display_name: hostile("person"), role: "approver" },
  });
  const service = await client.request("POST /v1/services", {
    body: { name: hostile("service"), kind: "agent" },
  });
  await client.request("POST /v1/approver-groups", { body: { name: groupName } });
  for (const userId of [person.id, own]) {
    await client.request("PUT /v1/approver-groups/{name}/members/{user_id}", {
      path: { name: groupName, user_id: userId },
    });
  }
  const serviceKey = await client.request("POST /v1/keys", {
    body: {
      name: hostile("key"),
      service_id: service.id,
      scopes: ["actions:propose"],
      acts_for: [own, person.id],
    },
  });
  const ownKey = await client.request("POST /v1/me/keys", {
    body: { name: hostile("own key"), scopes: ["audit:read"] },
  });
  const grant = await client.request("POST /v1/grants", {
    body: {
      match: { types: ["<script>stolen()</script>\u202E*"] },
      maximum_uses: 3,
      expires_in_seconds: 3600,
      reason: hostile("reason of a grant"),
    },
  });
  await client.request("PUT /v1/repo-policies/{owner}/{name}", {
    path: { owner: "octo", name: "__proto__" },
    body: { allow_merge: false },
  });
  await signInWith(hostile("browser"), server, client);
  const channel = await client.request("POST /v1/notification-channels", {
    body: { kind: "ntfy", url: "http://127.0.0.1:9/topic", name: channelName },
  });
  return {
    person: person.id,
    service: service.id,
    serviceKey: serviceKey.text,
    key: serviceKey.key.id,
    ownKey: ownKey.key.id,
    grant: grant.id,
    channel: channel.channel.id,
  };
}

async function fillActions({ server, admin }: OpenConsole, key: string) {
  const { client, id: own } = admin;
  const agent = createClient({ url: server.url, key, onBehalfOf: own });
  await client.request("PUT /v1/policies", {
    body: {
      text: `version: 1
policies:
  - name: policy <script>stolen()</script>
    match:
      types: [policed.*]
      where:
        - { at: /member, equals: ${JSON.stringify(hostile("value"))} }
    deny: ${JSON.stringify(hostile("why it is refused"))}
  - name: asks
    match: {}
    ask: { group: ${JSON.stringify(groupName)}, edit: true }
`,
      based_on: null,
    },
  });
  const propose = (name: string) =>
    agent.pendingActions.propose({
      summary: longHostile(`summary of a ${name} action`),
      effect: hostile(`effect of a ${name} action`),
      action_type: hostile(`type of a ${name} action`),
      repository: "octo/repo",
      editable: true,
      action_payload: payloadOf(`${name} action`),
    });
  const pending = await propose("pending");
  await client.request("PUT /v1/pending-actions/{id}/preview", {
    path: { id: pending.id },
    body: {
      version: 1,
      title: hostile("title of a preview"),
      facts: [{ label: hostile("fact").slice(0, 100), value: hostile("value of a fact") }],
    },
  });
  const edited = await propose("edited");
  await client.pendingActions.edit(edited.id, {
    payload_digest: edited.payload_digest,
    action_payload: payloadOf("later version"),
    reason: hostile("reason of an edit"),
  });
  const failed = await propose("failed");
  await client.pendingActions.approve(failed.id, { payload_digest: failed.payload_digest });
  const claimed = await client.pendingActions.claim({
    types: [hostile("type of a failed action")],
    worker: "w",
  });
  await client.pendingActions.fail(failed.id, {
    lease_token: claimed.items[0]?.lease.token ?? "",
    error: longHostile("error of the executor"),
    result: payloadOf("receipt"),
  });
  const rejected = await propose("rejected");
  await client.pendingActions.reject(rejected.id, {
    payload_digest: rejected.payload_digest,
    reason: hostile("reason of a rejection"),
  });
  const log = await client.request("POST /v1/action-logs", {
    body: {
      action_type: hostile("type of a log"),
      ok: false,
      target: hostile("target of a log"),
      request: payloadOf("request"),
      result: payloadOf("result"),
    },
  });
  return { pending: pending.id, edited: edited.id, failed: failed.id, log: log.id };
}

async function fillWork({ admin: { client } }: OpenConsole) {
  const command = await client.request("POST /v1/commands", {
    body: {
      input_type: "audio",
      status: "error",
      privacy_mode: "debug",
      transcript: "please <i>merge</i> \u202Egnp.exe now",
      store_transcript: true,
      intent_name: hostile("intent"),
      entities: payloadOf("entities"),
      session_id: "<u>walk</u>\u2066",
    },
  });
  const makeTask = (name: string) =>
    client.request("POST /v1/agent-tasks", {
      body: {
        provider: hostile("provider"),
        instruction: longHostile(`instruction of ${name}`),
        repository: "octo/repo",
        max_attempts: 1,
      },
    });
  const asking = await makeTask("a task that asks");
  const failedTask = await makeTask("a task that failed");
  const { items } = await client.request("POST /v1/agent-tasks/claim", {
    body: { providers: [hostile("provider")], worker: hostile("worker").slice(0, 100), limit: 2 },
  });
  const lease = (id: string) => ({
    path: { id },
    lease_token: items.find(({ task }) => task.id === id)?.lease.token ?? "",
  });
  const { path, lease_token } = lease(asking.id);
  await client.request("POST /v1/agent-tasks/{id}/ask", {
    path,
    body: { lease_token, question: longHostile("question") },
  });
  const other = lease(failedTask.id);
  await client.request("POST /v1/agent-tasks/{id}/fail", {
    path: other.path,
    body: { lease_token: other.lease_token, error: longHostile("error of an agent") },
  });
  return { command: command.id, asking: asking.id, failedTask: failedTask.id };
}

async function fillDeliveries(opened: OpenConsole) {
  const { webhookEvents } = opened.admin.client;
  // A header has bytes, which clients send as they like.
  const inHeader = (field: string): string =>
    Buffer.from(hostile(field).replaceAll("\u001B", "")).toString("latin1");
  const sent = {
    event: inHeader("event"),
    deliveryId: inHeader("delivery").slice(0, 200),
    headers: { "user-agent": inHeader("user agent") },
    body: JSON.stringify({
      ...withNul("body"),
      repository: { full_name: hostile("repository of a delivery") },
      sender: { login: hostile("sender") },
      action: hostile("action"),
    }),
  };
  const statuses = [
    await deliver(opened, sent),
    await deliver(opened, { ...sent, deliveryId: "forged", signature: `sha256=${"0".repeat(64)}` }),
  ];
  if (statuses.join() !== "202,401") throw new Error(`deliveries were answered ${statuses.join()}`);
  const { items } = await webhookEvents.claim({ worker: "worker", limit: 1 });
  const [claim] = items;
  if (claim === undefined) throw new Error("there is no delivery");
  await webhookEvents.fail(claim.event.id, {
    lease_token: claim.lease_token,
    error: longHostile("error of a worker"),
  });
  await opened.admin.client.request("POST /v1/webhook-replays", {
    body: {
      filter: { source: "github", states: ["processed"] },
      reason: hostile("reason of a replay"),
    },
  });
  return { delivery: claim.event.id };
}

async function fillNotices(opened: OpenConsole) {
  const { client } = opened.admin;
  await client.request("POST /v1/github-connections", {
    body: { installation_id: 7, login: "ada" },
  });
  await client.request("POST /v1/triggers", {
    body: {
      when: { kind: "merged", repository: "octo/repo", number: 7 },
      propose: {
        summary: longHostile("summary of a trigger"),
        action_type: hostile("type of a trigger"),
        action_payload: payloadOf("trigger"),
      },
    },
  });
  await deliverNews(opened, {
    repository: "octo/repo",
    number: 8,
    login: "ada",
    action: "review_requested",
    title: hostile("title of a notice"),
    url: "https://evil.invalid/octo/repo/pull/8",
  });
  await vi.waitFor(
    async () => {
      const { items } = await client.notices.list().page();
      if (items.length !== 1) throw new Error(`there are ${items.length} notices`);
    },
    { timeout: 60_000, interval: 100 },
  );
}
