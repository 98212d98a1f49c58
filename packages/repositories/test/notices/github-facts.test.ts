import { githubDeliveries } from "@handsfree/testkit";
import fc from "fast-check";
import { expect, test } from "vitest";
import { readGithubFacts } from "../../src/notices/github/facts.ts";
import { mentionedIn } from "../../src/notices/github/mentions.ts";
import type { GithubNotice } from "../../src/notices/github/notice.ts";

const sha = "ec26c3e57ca3a959ca5aad62de7213c562f8c821";
const repository = { full_name: "Acme/Web", html_url: "https://github.com/Acme/Web" };
const ada = { login: "ada", type: "User" };
const grace = { login: "Grace-H", type: "User" };
const subject = {
  number: 7,
  title: "Add a page",
  html_url: "https://github.com/Acme/Web/pull/7",
  updated_at: "2026-03-01T12:00:00Z",
  created_at: "2026-03-01T09:00:00Z",
  user: ada,
  head: { sha },
};
const noticesOf = (type: string, payload: object): readonly GithubNotice[] =>
  readGithubFacts(type, { repository, sender: grace, ...payload }).notices;
const onPullRequest = (action: string, more: object = {}) =>
  noticesOf("pull_request", { action, pull_request: subject, ...more });

test("each of GitHub's example payloads is read, and tells what its kind of delivery can", () => {
  expect(githubDeliveries).toHaveLength(329);
  const counts: Record<string, number> = {};
  for (const { event, body } of githubDeliveries) {
    const { notices, check } = readGithubFacts(event, JSON.parse(body));
    for (const notice of notices) {
      const name = `${event} ${notice.kind}`;
      counts[name] = (counts[name] ?? 0) + 1;
      expect(notice.repository).toMatch(/^[\w.-]+\/[\w.-]+$/);
      expect(notice.subject.url).toMatch(/^https?:\/\//);
      expect(notice.subject.title).not.toBe("");
      expect(notice.key.length).toBeLessThan(300);
    }
    if (check !== null)
      counts[`${event} ${check.state}`] = (counts[`${event} ${check.state}`] ?? 0) + 1;
  }
  expect(counts).toMatchInlineSnapshot(`
    {
      "check_run checks_failed": 1,
      "check_run failed": 1,
      "check_run pending": 8,
      "check_suite checks_passed": 4,
      "check_suite passed": 4,
      "check_suite pending": 5,
      "issues assigned": 3,
      "pull_request assigned": 2,
      "pull_request review_requested": 1,
      "status checks_passed": 4,
      "status passed": 4,
      "workflow_run checks_passed": 2,
      "workflow_run passed": 2,
      "workflow_run pending": 3,
    }
  `);
});

test("a review that is wanted concerns its reviewer, each time it is asked for", () => {
  const [notice, ...others] = onPullRequest("review_requested", {
    requested_reviewer: grace,
    sender: ada,
  });
  expect(others).toEqual([]);
  expect(notice).toEqual({
    kind: "review_requested",
    repository: "Acme/Web",
    subject: { number: 7, title: "Add a page", url: "https://github.com/Acme/Web/pull/7" },
    headSha: sha,
    logins: ["Grace-H"],
    actor: "ada",
    at: new Date("2026-03-01T12:00:00Z"),
    key: "review_requested/acme/web#7/grace-h/2026-03-01T12:00:00.000Z",
  });
  const again = { ...subject, updated_at: "2026-03-02T12:00:00Z" };
  const [second] = onPullRequest("review_requested", {
    requested_reviewer: grace,
    pull_request: again,
  });
  expect(second?.key).not.toBe(notice?.key);
  const [team] = onPullRequest("review_requested", { requested_team: { id: 12, slug: "web" } });
  expect(team).toMatchObject({ logins: [], key: expect.stringContaining("team 12") as string });
});

test("a verdict concerns the author, once for each review, and a plain comment is none", () => {
  const review = {
    id: 5,
    state: "approved",
    submitted_at: "2026-03-01T12:05:00Z",
    html_url: "https://x.example/r",
    body: "",
  };
  const told = (state: string, action = "submitted") =>
    noticesOf("pull_request_review", {
      action,
      pull_request: subject,
      review: { ...review, state },
    });
  expect(told("approved")).toMatchObject([
    {
      kind: "approved",
      logins: ["ada"],
      actor: "Grace-H",
      key: "approved/acme/web#7/5",
      subject: { url: "https://x.example/r" },
    },
  ]);
  expect(told("CHANGES_REQUESTED")).toMatchObject([{ kind: "changes_requested", logins: ["ada"] }]);
  expect(told("commented")).toEqual([]);
  expect(told("approved", "edited")).toEqual([]);
});

test("a merge and an assignment concern the author and the assignee", () => {
  const merged = { ...subject, merged: true, merged_at: "2026-03-01T13:00:00Z" };
  expect(onPullRequest("closed", { pull_request: merged })).toMatchObject([
    {
      kind: "merged",
      logins: ["ada"],
      at: new Date("2026-03-01T13:00:00Z"),
      key: "merged/acme/web#7",
    },
  ]);
  expect(onPullRequest("closed", { pull_request: { ...subject, merged: false } })).toEqual([]);
  expect(
    noticesOf("issues", { action: "assigned", issue: subject, assignee: grace }),
  ).toMatchObject([{ kind: "assigned", logins: ["Grace-H"] }]);
});

test("an edit of a comment is the same fact, and tells whom it mentions by then", () => {
  const told = (action: string, body: string) =>
    noticesOf("issue_comment", {
      action,
      issue: subject,
      comment: { id: 9, body, created_at: "2026-03-01T10:00:00Z" },
    });
  const [first] = told("created", "@Ada, look");
  const [edited] = told("edited", "@ada and @grace-h, look. @ADA!");
  expect(edited?.key).toBe(first?.key);
  expect(first?.logins).toEqual(["Ada"]);
  expect(edited?.logins).toEqual(["ada", "grace-h"]);
  expect(told("deleted", "@ada")).toEqual([]);
  expect(told("created", "nobody")).toEqual([]);
});

test("all failures of the checks of one commit are one fact, and so are all passes", () => {
  const conclusion = "failure";
  const pull_requests = [{ number: 7, head: { sha } }];
  const suite = {
    id: 3,
    head_sha: sha,
    conclusion,
    updated_at: "2026-03-01T12:00:00Z",
    pull_requests,
    head_commit: { message: "Fix it\n\nat last" },
  };
  const run = {
    id: 4,
    name: "test",
    head_sha: sha.toUpperCase(),
    conclusion,
    completed_at: "2026-03-01T11:59:00Z",
    check_suite: { id: 3 },
    pull_requests,
  };
  const workflow = {
    head_sha: sha,
    conclusion,
    check_suite_id: 3,
    actor: ada,
    display_title: "Add a page",
    pull_requests: [],
  };
  const action = "completed";
  const told = [
    ...noticesOf("check_suite", { action, check_suite: suite }),
    ...noticesOf("check_run", { action, check_run: run }),
    ...noticesOf("workflow_run", { action, workflow_run: workflow }),
    ...noticesOf("status", { sha, state: "error", context: "ci", commit: { author: ada } }),
  ];
  expect(told).toHaveLength(4);
  expect(new Set(told.map(({ key }) => key))).toEqual(new Set([`checks_failed/acme/web/${sha}`]));
  expect(told[0]).toMatchObject({
    logins: ["Grace-H"],
    subject: { number: 7, title: "Fix it", url: "https://github.com/Acme/Web/pull/7" },
  });
  expect(told[2]).toMatchObject({ logins: ["ada"], actor: "github-actions" });
  expect(
    noticesOf("check_suite", { action, check_suite: { ...suite, conclusion: "success" } }),
  ).toMatchObject([{ kind: "checks_passed", key: `checks_passed/acme/web/${sha}` }]);
  expect(
    noticesOf("check_suite", { action, check_suite: { ...suite, conclusion: "cancelled" } }),
  ).toEqual([]);
  expect(noticesOf("check_run", { action, check_run: { ...run, conclusion: "success" } })).toEqual(
    [],
  );
  expect(noticesOf("check_suite", { action: "requested", check_suite: suite })).toEqual([]);
});

test("bots are concerned by nothing, and can be who did it", () => {
  const bot = { login: "renovate[bot]", type: "Bot" };
  expect(onPullRequest("review_requested", { requested_reviewer: bot, sender: bot })).toMatchObject(
    [{ logins: [], actor: "renovate[bot]" }],
  );
});

test("texts are cut, and only addresses of the web are kept", () => {
  const told = (more: object) =>
    onPullRequest("review_requested", {
      requested_reviewer: grace,
      pull_request: { ...subject, ...more },
    })[0]?.subject;
  expect(told({ title: "x".repeat(300) })?.title).toBe(`${"x".repeat(255)}…`);
  expect(told({ title: `${"x".repeat(254)}😀😀` })?.title?.isWellFormed()).toBe(true);
  expect(told({ title: "one\ntwo" })?.title).toBe("one");
  expect(told({ title: 5, number: 1.5 })).toMatchObject({ title: null, number: null });
  expect(told({ html_url: "javascript:alert(1)" })?.url).toBeNull();
  expect(told({ html_url: "https://user:password@github.com/" })?.url).toBeNull();
});

test.each([
  ["@ada", ["ada"]],
  ["(@ada) and @grace-h.", ["ada", "grace-h"]],
  ["mail ada@example.com or @ada@example.com", []],
  ["@acme/web, look", []],
  ["`@ada` and ``@ada ` @ada``", []],
  ["`open @ada", ["ada"]],
  ["```\n@ada\n```\n@grace", ["grace"]],
  ["~~~ts\n@ada\n```\n~~~~\n@grace", ["grace"]],
  ["> @ada\n@grace", ["grace"]],
  ["<!-- @ada -->@grace", ["grace"]],
  ["<!-- @ada", []],
  ["@-ada @ada- @a--b", []],
  ["@ada_acme", ["ada_acme"]],
  [`@${"a".repeat(40)}`, []],
])("the mentions of %j", (text, logins) => {
  expect(mentionedIn(text)).toEqual(logins);
});

test("a long text of marks takes no long time", () => {
  for (const part of [
    "`",
    "`@a",
    "``` ",
    "<!--",
    "@",
    "> @a\n",
    "```\n@a\n",
    "`".repeat(3) + "x",
  ]) {
    mentionedIn(`@ada ${part.repeat(Math.floor(250_000 / part.length))}`);
  }
  expect(mentionedIn("@ada".padEnd(300_000))).toEqual([]);
});

test("any value is a payload, of which no text is too long", () => {
  const type = fc.constantFrom(
    "pull_request",
    "issues",
    "issue_comment",
    "pull_request_review",
    "check_suite",
    "check_run",
    "workflow_run",
    "status",
    "push",
  );
  const value = fc.jsonValue({ maxDepth: 5 });
  const names = [
    "action",
    "pull_request",
    "issue",
    "comment",
    "review",
    "check_suite",
    "workflow_run",
    "repository",
    "sender",
  ];
  const payload = fc.oneof(value, fc.dictionary(fc.constantFrom(...names), value));
  fc.assert(
    fc.property(type, payload, (event, body) => {
      for (const { subject: told, logins } of noticesOf(event, body as object)) {
        expect((told.title ?? "").length).toBeLessThanOrEqual(256);
        expect(logins.length).toBeLessThanOrEqual(50);
      }
    }),
  );
});
