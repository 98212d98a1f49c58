import { editPendingAction, type PendingAction } from "@handsfree/repositories/pending-actions";
import { shaOf } from "@handsfree/testkit/github";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { previewGithubActions } from "../../src/index.ts";
import { userId, World } from "./world.ts";

let world: World;
let stop: AbortController;
let running: Promise<void> | undefined;
beforeEach(async () => {
  world = await World.open();
  stop = new AbortController();
});
afterEach(async () => {
  stop.abort();
  await running;
  await world[Symbol.asyncDispose]();
});

function start(): void {
  running = previewGithubActions(world.db, { github: world.settings, signal: stop.signal });
}

async function previewOf({ id }: PendingAction, version = 1) {
  return vi.waitFor(
    async () => {
      const { preview, version: found } = await world.find(id);
      if (preview === null || found !== version) throw new Error("there is no preview yet");
      return preview;
    },
    { timeout: 100_000, interval: 20 },
  );
}

test("what waited before and what is proposed later gets its preview", async () => {
  const pull = world.repository.addPull({ number: 12, statuses: ["failure", "pending"] });
  const payload = { number: 12, method: "squash", head_sha: pull.head };
  const before = await world.propose("merge_pr", payload);
  await world.propose("deploy", {});
  start();
  expect(await previewOf(before.action)).toMatchObject({
    title: "Merge #12: Fix the login",
    url: "https://github.com/acme/website/pull/12",
    facts: [
      { label: "Author", value: "octocat" },
      { label: "Branch", value: "acme:fix-login into main" },
      { label: "Commit", value: pull.head.slice(0, 9) },
      { label: "State", value: "open, without conflicts" },
      { label: "Checks", value: "1 passed, 1 failed, 1 not ended" },
      { label: "Reviews", value: "1 approval" },
      { label: "Size", value: "+120 -30 in 4 files, 3 commits" },
      { label: "Method", value: "squash" },
    ],
  });
  const old = pull.head;
  pull.head = shaOf("another commit");
  const after = await world.propose("merge_pr", payload);
  const { facts } = await previewOf(after.action);
  expect(facts[2]).toEqual({
    label: "Commit",
    value: `${old.slice(0, 9)}, which is not the head any more (${pull.head.slice(0, 9)})`,
  });
});

test("each type has a preview, and a long text is cut", async () => {
  world.repository.addPull({ number: 12 });
  world.repository.addIssue({ number: 5 });
  world.repository.addRun({ id: 77 });
  start();
  const inputs = Object.fromEntries(Array.from({ length: 25 }, (_, i) => [`i${i}`, `${i}`]));
  const titles = [];
  for (const [type, payload] of [
    ["request_review", { number: 12, reviewers: ["ada"] }],
    ["rerun_checks", { run_id: 77, run_attempt: 1 }],
    ["comment", { number: 5, body: "x".repeat(2000) }],
    ["add_labels", { number: 5, labels: ["bug"] }],
    ["remove_labels", { number: 5, labels: ["bug"] }],
    ["close", { number: 5, reason: "not_planned" }],
    ["create_issue", { title: "The login fails" }],
    ["dispatch_workflow", { workflow: "deploy.yml", ref: "main", inputs }],
  ] as const) {
    const { title, facts } = await previewOf((await world.propose(type, payload)).action);
    titles.push(title);
    expect(facts.length).toBeLessThanOrEqual(20);
  }
  expect(titles).toEqual([
    "Request a review of #12: Fix the login",
    "Run the failed jobs of ci.yml again",
    "Comment on #5: The login fails",
    "Label #5: The login fails",
    "Remove labels of #5: The login fails",
    "Close #5: The login fails",
    "Create an issue in acme/website",
    "Run the workflow deploy",
  ]);
});

test("an edited payload gets a preview of its own", async () => {
  world.repository.addIssue({ number: 5 });
  world.repository.addIssue({ number: 6, title: "Another one" });
  start();
  const { action } = await world.propose("close", { number: 5 }, { editable: true });
  expect((await previewOf(action)).title).toBe("Close #5: The login fails");
  const { id, payloadDigest } = action;
  const payload = { repo: "acme/website", number: 6 };
  const { outcome } = await editPendingAction(world.db, {
    userId,
    role: "member",
    surface: "api",
    id,
    payloadDigest,
    actionPayload: payload,
  });
  expect(outcome).toBe("edited");
  expect((await previewOf(action, 2)).title).toBe("Close #6: Another one");
});

test.for([
  [{ number: 404 }, "GitHub refuses it (404): Not Found"],
  [{ number: "5" }, "close cannot be carried out: number must be integer"],
] as const)("without an answer the preview of %j says why", async ([payload, reason]) => {
  start();
  const { action } = await world.propose("close", payload);
  expect(await previewOf(action)).toMatchObject({
    title: "There is no preview",
    url: null,
    facts: [{ label: "Reason", value: reason }],
  });
});
