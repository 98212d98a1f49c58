import { setTimeout as wait } from "node:timers/promises";
import { setRepoPolicy } from "@handsfree/repositories/repo-policies";
import { replacePolicies } from "@handsfree/repositories/policies";
import type { PendingAction } from "@handsfree/repositories/pending-actions";
import { shaOf } from "@handsfree/testkit/github";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { executeGithubActions } from "../../src/index.ts";
import { repo, userId, World } from "./world.ts";

const mergeRoute = "put /pulls/{pull_number}/merge";
const commentRoute = "post /issues/{issue_number}/comments";

let world: World;
beforeEach(async () => {
  world = await World.open();
});
afterEach(() => world[Symbol.asyncDispose]());

const approveMerge = (head: string): Promise<PendingAction> =>
  world.approve("merge_pr", { number: 12, method: "squash", head_sha: head });

/** Runs one action to its end. */
async function end(action: PendingAction): Promise<PendingAction> {
  const [ended] = await world.run([action]);
  if (ended === undefined) throw new Error("nothing ended");
  return ended;
}

/** Runs one action to its end, without the waits between its attempts. */
async function endHurried(action: PendingAction): Promise<PendingAction> {
  const stop = new AbortController();
  const hurrying = (async () => {
    while (!stop.signal.aborted) {
      await world.hurry(action);
      await wait(100);
    }
  })();
  try {
    return await end(action);
  } finally {
    stop.abort();
    await hurrying;
  }
}

describe("a merge is refused, and nothing changes", () => {
  test("if the head commit has moved since it was approved", async () => {
    const pull = world.repository.addPull({ number: 12 });
    const action = await approveMerge(pull.head);
    const approved = pull.head.slice(0, 9);
    pull.head = shaOf("another commit");
    const ended = await end(action);
    expect(ended).toMatchObject({
      state: "failed",
      error: `#12 is not merged: its head commit is ${pull.head.slice(0, 9)} now, and ${approved} was approved`,
    });
    expect(world.github.count(mergeRoute)).toBe(0);
  });

  test("if the head commit moves between the look and the merge", async () => {
    const pull = world.repository.addPull({ number: 12 });
    const message = "Head branch was modified. Review and try the merge again.";
    world.github.failNext(mergeRoute, { kind: "answer", status: 409, message });
    const ended = await end(await approveMerge(pull.head));
    expect(ended).toMatchObject({
      state: "failed",
      error: "#12 is not merged: its head commit has changed since it was approved",
      attempts: 1,
    });
    expect(pull.merged).toBe(false);
  });

  test("if GitHub says that it cannot be merged", async () => {
    const pull = world.repository.addPull({ number: 12, mergeable: null });
    const message = "Pull Request is not mergeable";
    world.github.failNext(mergeRoute, { kind: "answer", status: 405, message });
    const ended = await end(await approveMerge(pull.head));
    expect(ended.error).toBe("GitHub refuses it (405): Pull Request is not mergeable");
  });

  test.for([
    [{ mergeable: false }, "it conflicts with its base branch"],
    [{ draft: true }, "it is a draft"],
    [{ state: "closed" as const }, "it was closed"],
  ] as const)("if the pull request is %j", async ([values, problem]) => {
    const pull = world.repository.addPull({ number: 12, ...values });
    const ended = await end(await approveMerge(pull.head));
    expect(ended.error).toBe(`#12 is not merged: ${problem}`);
    expect(world.github.count(mergeRoute)).toBe(0);
  });

  test("if a permission was taken back since it was approved", async () => {
    const pull = world.repository.addPull({ number: 12 });
    const action = await approveMerge(pull.head);
    await setRepoPolicy(world.db, { userId, repository: repo, allowMerge: false });
    const ended = await end(action);
    const reason = `a policy denies it now: allow_merge is off for ${repo}`;
    expect(ended).toMatchObject({
      state: "failed",
      error: `refused at its execution, since ${reason}`,
      result: { what: "refused", policy: `repo_policies ${repo}: allow_merge`, reason },
    });
    expect(world.github.requests).toEqual([]);
  });

  test("if the operator's policies deny it since it was approved", async () => {
    const pull = world.repository.addPull({ number: 12 });
    const action = await approveMerge(pull.head);
    const text = "version: 1\npolicies: [{ name: freeze, match: {}, deny: a freeze }]";
    await replacePolicies(world.db, { text, basedOn: null });
    expect(await end(action)).toMatchObject({ state: "failed", result: { policy: "freeze" } });
    expect(pull.merged).toBe(false);
  });

  test("if the policy of the repository asks for what the pull request lacks", async () => {
    const set = { userId, repository: repo, allowMerge: true };
    await setRepoPolicy(world.db, { ...set, requireChecksGreen: true, requiredApprovals: 2 });
    const pull = world.repository.addPull({ number: 12, statuses: ["pending"] });
    const red = await end(await approveMerge(pull.head));
    expect(red.error).toBe(
      "#12 is not merged: the policy of the repository asks for green checks (checks: 1 passed, 1 not ended)",
    );
    pull.statuses = ["success"];
    pull.reviews.push({ user: "ada", state: "APPROVED" }, { user: "ada", state: "DISMISSED" });
    const lacking = await end(await approveMerge(pull.head));
    expect(lacking.error).toBe(
      "#12 is not merged: the policy of the repository asks for 2 approving reviews, and it has 1",
    );
    pull.reviews.push({ user: "edsger", state: "APPROVED" });
    expect((await end(await approveMerge(pull.head))).state).toBe("succeeded");
    expect(pull.merged).toBe(true);
  });
});

describe("an answer that is lost", () => {
  test("after the merge is found by the same attempt", async () => {
    const pull = world.repository.addPull({ number: 12 });
    world.github.failNext(mergeRoute, { kind: "lost" });
    const ended = await end(await approveMerge(pull.head));
    expect(ended).toMatchObject({
      state: "succeeded",
      attempts: 1,
      result: { what: "merged", sha: pull.mergeSha, found: true },
    });
    expect(world.github.count(mergeRoute)).toBe(1);
    expect(await world.logs()).toHaveLength(1);
  });

  test("with GitHub away after it is found by the next attempt", async () => {
    const issue = world.repository.addIssue({ number: 5 });
    const action = await world.approve("comment", { number: 5, body: "Done." });
    const look = "get /issues/{issue_number}/comments";
    world.github.failNext(look, { kind: "answer", status: 503, message: "away" });
    world.github.failNext(commentRoute, { kind: "lost" });
    const ended = await endHurried(action);
    expect(ended).toMatchObject({ state: "succeeded" });
    expect(issue.comments).toHaveLength(1);
    expect(world.github.count(commentRoute)).toBe(1);
  });

  test("after an issue and after a workflow's start make no second one", async () => {
    const { github, repository } = world;
    github.failNext("post /issues", { kind: "lost" });
    expect(await world.carryOut("create_issue", { title: "The login fails" })).toMatchObject({
      state: "succeeded",
      result: { found: true },
    });
    expect(repository.issues.size).toBe(1);
    const dispatch = "post /actions/workflows/{workflow_id}/dispatches";
    github.failNext(dispatch, { kind: "lost" });
    const payload = { workflow: "deploy.yml", ref: "main" };
    expect(await world.carryOut("dispatch_workflow", payload)).toMatchObject({
      state: "succeeded",
      result: { found: true },
    });
    expect(repository.runs.size).toBe(1);
  });
});

describe("a failure that may pass", () => {
  test.for([
    [
      {
        status: 403,
        message: "You have exceeded a secondary rate limit",
        headers: { "retry-after": "120" },
      },
      120,
      "GitHub's limit of requests is reached; it may be asked again in 120 s",
    ],
    [{ status: 429, message: "Slow down" }, 60, /limit of requests/],
    [{ status: 502, message: "Bad gateway" }, 10, /GitHub answered 502/],
  ] as const)("%j releases the action for so long: %i s", async ([answer, seconds, problem]) => {
    const pull = world.repository.addPull({ number: 12 });
    world.github.failNext(mergeRoute, { kind: "answer", ...answer });
    const action = await approveMerge(pull.head);
    const stop = new AbortController();
    const started = Date.now();
    const running = executeGithubActions(world.db, {
      github: world.settings,
      signal: stop.signal,
    });
    const released = await vi.waitFor(
      async () => {
        const found = await world.db
          .selectFrom("pending_actions")
          .select(["state", "lease_sha256", "lease_expires_at", "attempts"])
          .where("id", "=", action.id)
          .executeTakeFirstOrThrow();
        if (found.attempts === 1 && found.lease_sha256 === null) return found;
        throw new Error(`it is ${found.state}`);
      },
      { timeout: 100_000, interval: 20 },
    );
    stop.abort();
    await running;
    expect(released.state).toBe("executing");
    const until = (released.lease_expires_at?.getTime() ?? 0) - started;
    expect(until).toBeGreaterThanOrEqual(seconds * 1000);
    const trail = await world.steps(action.id);
    expect(trail.at(-1)).toMatchObject({
      event: "released",
      reason: expect.stringMatching(problem),
    });
    const next = await endHurried(action);
    expect(next).toMatchObject({ state: "succeeded", attempts: 2, result: { found: false } });
    expect(pull.merged).toBe(true);
  });

  test("in each attempt ends the action with the reason", async () => {
    const pull = world.repository.addPull({ number: 12 });
    for (let i = 0; i < 3; i++) {
      world.github.failNext(mergeRoute, { kind: "answer", status: 500, message: "x" });
    }
    const ended = await endHurried(await approveMerge(pull.head));
    expect(ended).toMatchObject({
      state: "failed",
      attempts: 3,
      error: "GitHub answered 500, so it is not known whether the action was carried out",
    });
    expect(world.github.count(mergeRoute)).toBe(3);
  });
});

test("two workers carry each action out once", async () => {
  const issue = world.repository.addIssue({ number: 5 });
  const actions = [];
  for (let i = 0; i < 3; i++) {
    actions.push(await world.approve("comment", { number: 5, body: `Comment ${i}` }));
  }
  const stop = new AbortController();
  const other = executeGithubActions(world.db, {
    github: world.settings,
    worker: "other",
    pollSeconds: 1,
    signal: stop.signal,
  });
  const ended = await world.run(actions);
  stop.abort();
  await other;
  expect(ended.map(({ state }) => state)).toEqual(["succeeded", "succeeded", "succeeded"]);
  expect(new Set(issue.comments.map(({ body }) => body.split("\n")[0]))).toEqual(
    new Set(["Comment 0", "Comment 1", "Comment 2"]),
  );
  expect(issue.comments).toHaveLength(3);
  expect(await world.logs()).toHaveLength(3);
});
