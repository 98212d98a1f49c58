import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { repo, World } from "./world.ts";

let world: World;
beforeEach(async () => {
  world = await World.open();
});
afterEach(() => world[Symbol.asyncDispose]());

const url = (path: string): string => `https://github.com/${repo}/${path}`;

describe("each type of action is carried out, and leaves its receipt", () => {
  test("merge_pr", async () => {
    const pull = world.repository.addPull({ number: 12 });
    const payload = { number: 12, method: "squash", head_sha: pull.head };
    const action = await world.carryOut("merge_pr", payload);
    expect(pull.merged).toBe(true);
    const receipt = {
      what: "merged",
      repository: repo,
      url: url("pull/12"),
      github_id: 12_000,
      number: 12,
      sha: pull.mergeSha,
      found: false,
    };
    expect(action).toMatchObject({ state: "succeeded", result: receipt, worker: "github" });
    expect(await world.logs()).toMatchObject([
      {
        actionType: "merge_pr",
        target: `${repo}#12`,
        ok: true,
        request: { repo, ...payload },
        result: receipt,
        idempotencyKey: `handsfree-action-${action.id}`,
      },
    ]);
  });

  test("request_review", async () => {
    const pull = world.repository.addPull({ number: 12 });
    const action = await world.carryOut("request_review", { number: 12, reviewers: ["Ada"] });
    expect(pull.reviewers).toEqual(["Ada"]);
    expect(action.result).toMatchObject({ what: "requested the review", number: 12, found: false });
  });

  test("rerun_checks", async () => {
    const run = world.repository.addRun({ id: 77 });
    const action = await world.carryOut("rerun_checks", { run_id: 77, run_attempt: 1 });
    expect(run.attempt).toBe(2);
    expect(action.result).toMatchObject({ github_id: 77, run_attempt: 2, found: false });
  });

  test("comment", async () => {
    const issue = world.repository.addIssue({ number: 5 });
    const action = await world.carryOut("comment", { number: 5, body: "Done." });
    expect(issue.comments.map(({ body }) => body)).toEqual([
      `Done.\n\n<!-- handsfree:handsfree-action-${action.id} -->`,
    ]);
    const [{ id } = { id: 0 }] = issue.comments;
    expect(action.result).toMatchObject({
      what: "commented",
      github_id: id,
      url: url(`issues/5#issuecomment-${id}`),
    });
  });

  test("add_labels and remove_labels", async () => {
    const issue = world.repository.addIssue({ number: 5, labels: ["bug"] });
    const added = await world.carryOut("add_labels", { number: 5, labels: ["Bug", "p1 & urgent"] });
    expect(issue.labels).toContain("p1 & urgent");
    expect(added.result).toMatchObject({ what: "labeled", number: 5, found: false });
    const labels = { number: 5, labels: ["p1 & urgent", "unknown"] };
    const removed = await world.carryOut("remove_labels", labels);
    expect(issue.labels).toEqual(["bug", "Bug"]);
    expect(removed.result).toMatchObject({ what: "removed the labels", found: false });
  });

  test("close", async () => {
    const issue = world.repository.addIssue({ number: 5 });
    const action = await world.carryOut("close", { number: 5, reason: "not_planned" });
    expect(issue).toMatchObject({ state: "closed", reason: "not_planned" });
    expect(action.result).toMatchObject({ what: "closed", url: url("issues/5"), found: false });
  });

  test("create_issue", async () => {
    const payload = { title: "The login fails", body: "Always.", labels: ["bug"] };
    const action = await world.carryOut("create_issue", payload);
    const [issue] = world.repository.issues.values();
    expect(issue).toMatchObject({ title: "The login fails", labels: ["bug"] });
    expect(issue?.body).toMatch(/^Always\.\n\n<!-- handsfree:/);
    expect(action.result).toMatchObject({ number: issue?.number, found: false });
  });

  test("dispatch_workflow", async () => {
    const payload = { workflow: "deploy.yml", ref: "main", inputs: { stage: "test" } };
    const action = await world.carryOut("dispatch_workflow", payload);
    const [run] = world.repository.runs.values();
    expect(run).toMatchObject({ workflow: "deploy.yml", event: "workflow_dispatch" });
    expect(action.result).toMatchObject({
      github_id: run?.id,
      url: url(`actions/runs/${run?.id}`),
    });
  });
});

test("what was done before is found and not repeated", async () => {
  const { repository, github } = world;
  const pull = repository.addPull({
    number: 12,
    merged: true,
    state: "closed",
    reviewers: ["ada"],
  });
  repository.addRun({ id: 77, attempt: 2 });
  repository.addIssue({ number: 5, state: "closed", labels: ["bug"] });
  const actions = [
    await world.approve("merge_pr", { number: 12, method: "merge", head_sha: pull.head }),
    await world.approve("request_review", { number: 12, reviewers: ["Ada"] }),
    await world.approve("rerun_checks", { run_id: 77, run_attempt: 1 }),
    await world.approve("add_labels", { number: 5, labels: ["BUG"] }),
    await world.approve("remove_labels", { number: 5, labels: ["p1"] }),
    await world.approve("close", { number: 5 }),
  ];
  for (const { state, result } of await world.run(actions)) {
    expect({ state, result }).toMatchObject({ state: "succeeded", result: { found: true } });
  }
  const ofRepository = github.requests.filter(({ route }) => route.includes("/repos/"));
  expect(ofRepository.filter(({ route }) => !route.startsWith("get "))).toEqual([]);
});

test.for([
  ["merge_pr", { number: 12, method: "merge" }, "head_sha is missing"],
  [
    "merge_pr",
    { number: "12", method: "merge", head_sha: "a".repeat(40) },
    "number must be integer",
  ],
  ["merge_pr", { number: 12, method: "merge", head_sha: "a" }, /head_sha must match pattern/],
  ["merge_pr", { number: 12, method: "fast", head_sha: "a".repeat(40) }, /^method must be/],
  ["comment", { number: 5, body: "x", force: true }, "force is not known"],
  ["request_review", { number: 5, reviewers: [1] }, "reviewers/0 must be string"],
  ["dispatch_workflow", { workflow: "a/b", ref: "main" }, /^workflow must match/],
] as const)("%s refuses %j and names the field", async ([type, payload, problem]) => {
  const action = await world.carryOut(type, payload);
  expect(action.state).toBe("failed");
  const [, said] = action.error?.split("cannot be carried out: ") ?? [];
  expect(said).toMatch(problem);
  expect(world.github.requests).toEqual([]);
});

test.for([
  ["acme/other", "the action is about acme/other, and its payload is about acme/website"],
  [null, "the action names no repository, and its payload is about acme/website"],
] as const)("an action for the repository %s changes no other", async ([repository, problem]) => {
  const action = await world.approve("close", { number: 5 }, { repository });
  const [ended] = await world.run([action]);
  expect(ended?.error).toContain(problem);
  expect(world.github.requests).toEqual([]);
});
