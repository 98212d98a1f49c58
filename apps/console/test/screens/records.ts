import { createClient } from "@handsfree/client";
import { vi } from "vitest";
import { githubDeliveries } from "@handsfree/testkit";
import { deliver, deliverNews } from "../fixture/deliver.ts";
import type { OpenConsole, Person } from "../fixture/open-console.ts";

/** Fills a server with what a team has on a usual day, and answers the ids of what pages have details of. */
export async function fillWithUsualRecords(opened: OpenConsole) {
  const people = await fillPeople(opened);
  const actions = await fillActions(opened, people);
  const work = { ...(await fillWork(opened)), ...(await fillDeliveries(opened)) };
  await fillNotices(opened);
  return { ...people, ...actions, ...work };
}

/** The ids of the usual records. */
export type UsualIds = Awaited<ReturnType<typeof fillWithUsualRecords>>;

const policies = `# Of the platform team. Reviewed in May.
version: 1
policies:
  - name: no force pushes
    match: { types: [git.push_force] }
    deny: force pushes are not allowed
  - name: production
    match: { types: ["deploy.*"], repositories: ["octo/*"] }
    ask: { group: release, approvals: 2, expires_in: 4h, edit: true }
  - name: labels and comments
    match: { types: [label, comment] }
    allow: true
`;

async function fillPeople(opened: OpenConsole) {
  const { client, id: own } = opened.admin;
  await client.request("PATCH /v1/users/{id}", {
    path: { id: own },
    body: { display_name: "Ada Lovelace", email: "ada@octo.example" },
  });
  const ben: Person = await opened.person("Grace Hopper");
  await opened.person("Alan Turing", "member");
  const service = await client.request("POST /v1/services", {
    body: { name: "Release agent", kind: "agent" },
  });
  await client.request("POST /v1/services", { body: { name: "Nightly worker", kind: "worker" } });
  for (const name of ["release", "on-call"]) {
    await client.request("POST /v1/approver-groups", { body: { name } });
    for (const userId of [own, ben.id]) {
      await client.request("PUT /v1/approver-groups/{name}/members/{user_id}", {
        path: { name, user_id: userId },
      });
    }
  }
  const key = await client.request("POST /v1/keys", {
    body: {
      name: "CI of octo/api",
      service_id: service.id,
      scopes: ["actions:propose", "actions:execute"],
      acts_for: [own, ben.id],
    },
  });
  const laptop = await client.request("POST /v1/me/keys", {
    body: { name: "laptop", scopes: ["audit:read", "webhooks:read"] },
  });
  await client.request("PUT /v1/policies", { body: { text: policies, based_on: null } });
  await client.request("PUT /v1/repo-policies/{owner}/{name}", {
    path: { owner: "octo", name: "api" },
    body: { allow_merge: true, required_approvals: 2 },
  });
  const grant = await client.request("POST /v1/grants", {
    body: {
      match: { types: ["merge_pr"], repositories: ["octo/api"] },
      maximum_uses: 10,
      expires_in_seconds: 28_800,
      reason: "Merges of today's release",
    },
  });
  const channel = await client.request("POST /v1/notification-channels", {
    body: { kind: "ntfy", url: "http://127.0.0.1:9/handsfree-ada", name: "Ada's phone" },
  });
  return {
    own,
    ben,
    service: service.id,
    serviceKey: key.text,
    key: key.key.id,
    laptop: laptop.key.id,
    grant: grant.id,
    channel: channel.channel.id,
  };
}

async function fillActions(
  { server, admin }: OpenConsole,
  { serviceKey, own, ben }: Awaited<ReturnType<typeof fillPeople>>,
) {
  const agent = createClient({ url: server.url, key: serviceKey, onBehalfOf: own });
  const merge = (number: number, title: string) =>
    agent.pendingActions.propose({
      summary: `Merge pull request #${number} of octo/web: ${title}`,
      action_type: "merge_pr",
      repository: "octo/web",
      editable: true,
      action_payload: { repository: "octo/web", number, method: "squash", delete_branch: true },
    });
  const succeeded = await merge(96, "Cache the search");
  await admin.client.pendingActions.approve(succeeded.id, {
    payload_digest: succeeded.payload_digest,
  });
  const { items } = await admin.client.pendingActions.claim({ types: ["merge_pr"], worker: "ci" });
  await admin.client.pendingActions.succeed(succeeded.id, {
    lease_token: items[0]?.lease.token ?? "",
    result: {
      merged: true,
      sha: "6dcb09b5b57875f334f61aebed695e2e4193db5e",
      url: "https://github.com/octo/web/pull/96",
    },
  });
  const rejected = await merge(97, "Upgrade all dependencies");
  await admin.client.pendingActions.reject(rejected.id, {
    payload_digest: rejected.payload_digest,
    reason: "After the release",
  });
  const pending = await merge(104, "Retry failed webhooks with back-off");
  const deploy = await agent.pendingActions.propose({
    summary: "Deploy octo/api 4.12.0 to production",
    action_type: "deploy.production",
    repository: "octo/api",
    editable: true,
    action_payload: {
      version: "4.12.0",
      region: ["eu-central-1", "us-east-1"],
      canary: { percent: 10, minutes: 30 },
      commit: "6dcb09b5b57875f334f61aebed695e2e4193db5e",
    },
  });
  await admin.client.pendingActions.edit(deploy.id, {
    payload_digest: deploy.payload_digest,
    action_payload: {
      version: "4.12.0",
      region: ["eu-central-1"],
      canary: { percent: 5, minutes: 60 },
      commit: "6dcb09b5b57875f334f61aebed695e2e4193db5e",
    },
    reason: "Europe first",
  });
  await ben.client.pendingActions.propose({
    summary: "Rerun the failed checks of octo/web#101",
    action_type: "rerun_checks",
    repository: "octo/web",
    action_payload: { number: 101 },
    approvers: [own],
  });
  const log = await admin.client.request("POST /v1/action-logs", {
    body: {
      action_type: "request_review",
      target: "octo/api#88",
      ok: true,
      request: { number: 88, reviewers: ["grace"] },
      result: { requested: true, url: "https://github.com/octo/api/pull/88" },
    },
  });
  return { pending: pending.id, deploy: deploy.id, succeeded: succeeded.id, log: log.id };
}

async function fillWork({ admin: { client } }: OpenConsole) {
  const command = await client.request("POST /v1/commands", {
    body: {
      input_type: "audio",
      status: "needs_confirmation",
      profile: "commute",
      privacy_mode: "debug",
      transcript: "merge pull request one hundred and four once its checks are green",
      store_transcript: true,
      intent_name: "pr.merge",
      intent_confidence: 0.93,
      entities: { repository: "octo/web", number: 104, when: "green" },
      session_id: "drive-to-work",
      latency_ms: 840,
    },
  });
  const instructions = [
    "Find out why the nightly build of octo/api fails, and propose a fix",
    "Write the release notes of octo/web 4.12",
    "Upgrade TypeScript in all packages and mend what breaks",
    "Remove the feature flag new-checkout",
  ];
  const ids: string[] = [];
  for (const [n, instruction] of instructions.entries()) {
    const task = await client.request("POST /v1/agent-tasks", {
      body: {
        provider: n === 3 ? "codex" : "copilot",
        instruction,
        repository: n === 0 ? "octo/api" : "octo/web",
        issue_number: 41 + n,
        max_attempts: 1,
      },
    });
    ids.push(task.id);
  }
  const { items } = await client.request("POST /v1/agent-tasks/claim", {
    body: { providers: ["copilot"], worker: "copilot-1", limit: 3 },
  });
  const [first, second] = items.map(({ task, lease }) => ({
    path: { id: task.id },
    lease_token: lease.token,
  }));
  if (first === undefined || second === undefined) throw new Error("there are no tasks to claim");
  await client.request("POST /v1/agent-tasks/{id}/ask", {
    path: first.path,
    body: {
      lease_token: first.lease_token,
      question: "The build needs Node 24 and the runner has 22. Shall I change the runner?",
    },
  });
  await client.request("POST /v1/agent-tasks/{id}/fail", {
    path: second.path,
    body: { lease_token: second.lease_token, error: "The branch release/4.12 does not exist" },
  });
  return { command: command.id, asking: first.path.id, failedTask: second.path.id };
}

async function fillDeliveries(opened: OpenConsole) {
  const { webhookEvents } = opened.admin.client;
  const sent = githubDeliveries.filter((_, n) => n % 9 === 0).slice(0, 30);
  for (const each of sent) await deliver(opened, each);
  const [first] = sent;
  if (first === undefined) throw new Error("there is no delivery");
  const forged = { ...first, deliveryId: "b0a4c9d2", signature: `sha256=${"0".repeat(64)}` };
  await deliver(opened, forged);
  const { items } = await webhookEvents.claim({ worker: "worker-1", limit: 12 });
  for (const [n, { event, lease_token }] of items.entries()) {
    if (n < 3) {
      const error = "connect ECONNREFUSED 10.0.4.17:8443: the indexer does not answer";
      await webhookEvents.fail(event.id, { lease_token, error });
    } else if (n < 6) {
      await webhookEvents.ignore(event.id, { lease_token });
    } else {
      await webhookEvents.complete(event.id, { lease_token });
    }
  }
  const replay = await opened.admin.client.request("POST /v1/webhook-replays", {
    body: {
      filter: { source: "github", states: ["processed"] },
      reason: "The indexer was rebuilt",
    },
  });
  return { delivery: items[0]?.event.id ?? "", replay: replay.id };
}

async function fillNotices(opened: OpenConsole) {
  const { client } = opened.admin;
  await client.request("POST /v1/github-connections", {
    body: { installation_id: 48_151_623, login: "ada" },
  });
  const merge = (number: number) => ({
    summary: `Merge octo/web#${number}`,
    action_type: "merge_pr",
    repository: "octo/web",
    action_payload: { repo: "octo/web", number, method: "squash" },
  });
  const head = "6dcb09b5b57875f334f61aebed695e2e4193db5e";
  for (const [number, when] of [
    [104, { kind: "checks_passed", head_sha: head }],
    [101, { kind: "approved" }],
  ] as const) {
    await client.request("POST /v1/triggers", {
      body: { when: { ...when, repository: "octo/web", number }, propose: merge(number) },
    });
  }
  const about = { repository: "octo/web", login: "ada" };
  for (const news of [
    { ...about, number: 96, action: "closed", title: "Cache the search" },
    { ...about, number: 97, action: "assigned", title: "Upgrade all dependencies" },
    { ...about, number: 101, action: "review_requested", title: "Retry failed webhooks" },
    {
      ...about,
      number: 104,
      action: "review_requested",
      title:
        "Retry failed webhooks with back-off, and tell the operator once an endpoint was away for days",
    },
  ] as const) {
    await deliverNews(opened, news);
  }
  const items = await vi.waitFor(
    async () => {
      const page = await client.notices.list().page();
      if (page.items.length !== 4) throw new Error(`there are ${page.items.length} notices`);
      return page.items;
    },
    { timeout: 60_000, interval: 100 },
  );
  const merged = items.find(({ kind }) => kind === "merged");
  await client.notices.read({ ids: [merged?.id ?? ""] });
}
