import { afterEach, beforeEach, expect, test } from "vitest";
import { listEvents } from "../../src/entries/events.ts";
import { disableUser } from "../../src/entries/identity.ts";
import { changeGithubConnection } from "../../src/entries/github-connections.ts";
import {
  findNoticePriorities,
  findRepoSubscription,
  listNotices,
  listRepoSubscriptions,
  markNoticesRead,
  removeRepoSubscription,
  setNoticePriorities,
  setRepoSubscription,
} from "../../src/entries/notices.ts";
import {
  claimWebhookEvents,
  replayWebhookEvent,
  succeedWebhookEvent,
} from "../../src/entries/webhooks.ts";
import { eventually } from "../webhook-endpoints/delivering.ts";
import { ada, Noticing, pullRequest, sha, suite } from "./noticing.ts";

let github: Noticing;
beforeEach(async () => {
  github = await Noticing.open();
});
afterEach(() => github[Symbol.asyncDispose]());

const review = { action: "review_requested", pull_request: pullRequest, requested_reviewer: ada };
const merged = { action: "closed", pull_request: { ...pullRequest, merged: true } };
const subscribe = (userId: string, name: string, kinds?: ("merged" | "approved")[]) =>
  setRepoSubscription(github.db, { userId, repository: name, kinds }, github.clock);

test("a notice goes to the user whose login it concerns, and is in their feed", async () => {
  const userId = await github.userWith("ADA");
  await github.userWith("someone");
  const eventId = await github.deliver("pull_request", review);
  await github.settle();
  const { items } = await listNotices(github.db, { userId });
  expect((await listNotices(github.db, { userId, ofLogin: true })).items).toEqual(items);
  expect(items).toEqual([
    {
      id: expect.any(String) as string,
      userId,
      kind: "review_requested",
      priority: "now",
      repository: "Acme/Web",
      number: 7,
      title: "Add a page",
      url: "https://github.com/Acme/Web/pull/7",
      headSha: sha,
      login: "ada",
      actor: "Grace-H",
      webhookEventId: eventId,
      happenedAt: new Date("2026-03-01T10:00:00Z"),
      readAt: null,
      createdAt: github.clock.now(),
    },
  ]);
  expect(await github.rows()).toHaveLength(1);
  const feed = { userId, groups: new Set(["actions"] as const), types: ["notice.made"] as const };
  const page = await listEvents(github.db, feed);
  expect(page).toMatchObject({
    events: [{ type: "notice.made", userId, record: { kind: "notice", id: items[0]?.id } }],
  });
});

test("the users' own processors still get each event", async () => {
  await github.userWith("ada");
  const id = await github.deliver("pull_request", review);
  await github.settle();
  const [claimed] = await claimWebhookEvents(github.db, { worker: "mine" }, github.clock);
  expect(claimed?.event).toMatchObject({ id, attempts: 1 });
});

test("a redelivery, a second hook and a replay double nothing", async () => {
  const userId = await github.userWith("ada");
  const id = await github.deliver("pull_request", review);
  await github.deliver("pull_request", review);
  await github.deliver("pull_request", { ...review, installation: { id: 1 } });
  await github.settle();
  const [claimed] = await claimWebhookEvents(github.db, { worker: "w" }, github.clock);
  if (claimed === undefined) throw new Error("nothing to claim");
  const holder = { id, token: claimed.lease.token };
  await succeedWebhookEvent(github.db, holder, github.clock);
  await replayWebhookEvent(github.db, { id, requestedBy: "me" }, github.clock);
  await github.settle();
  expect(await github.kindsOf(userId)).toEqual(["review_requested"]);
});

test("a subscription brings what concerns others, of the kinds that it names", async () => {
  const [all, some] = [(await github.world.user()).id, (await github.world.user()).id];
  await subscribe(all, "acme/*");
  await subscribe(some, "ACME/web", ["merged"]);
  await subscribe(some, "acme/other");
  await github.deliver("pull_request", review);
  await github.deliver("pull_request", merged);
  await github.settle();
  expect(await github.kindsOf(all)).toEqual(["review_requested", "merged"]);
  expect(await github.kindsOf(some)).toEqual(["merged"]);
  const rows = await github.rows();
  expect(rows.map(({ login }) => login)).toEqual([null, null, null]);
  expect((await listNotices(github.db, { userId: all, ofLogin: true })).items).toEqual([]);

  await removeRepoSubscription(github.db, { userId: all, repository: "Acme/*" }, github.clock);
  await github.deliver("pull_request", { ...merged, repository: { full_name: "acme/api" } });
  await github.settle();
  expect(await github.rows()).toHaveLength(3);
});

test("people are not told of their own acts, nor once they are disabled", async () => {
  const userId = await github.userWith("grace-h");
  await subscribe(userId, "acme/web");
  await github.deliver("pull_request", merged);
  await github.settle();
  expect(await github.kindsOf(userId)).toEqual([]);
  await github.deliver("pull_request", {
    ...merged,
    sender: ada,
    pull_request: { ...merged.pull_request, number: 8 },
  });
  await github.settle();
  expect(await github.kindsOf(userId)).toEqual(["merged"]);
  await github.world.user({ role: "admin" });
  await disableUser(github.db, { userId }, github.clock);
  await github.deliver("pull_request", {
    ...merged,
    sender: ada,
    pull_request: { ...merged.pull_request, number: 9 },
  });
  await github.settle();
  expect(await github.kindsOf(userId)).toEqual(["merged"]);
});

test("an application without accounts gets notices too", async () => {
  const userId = "019a2f6e-0000-7000-8000-000000000001";
  await github.connect(userId, "ada");
  await subscribe(userId, "acme/web");
  await github.deliver("pull_request", review);
  await github.deliver("pull_request", merged);
  await github.settle();
  expect(await github.kindsOf(userId)).toEqual(["review_requested", "merged"]);
});

test("events from before the first user who wants notices make none", async () => {
  const { id: userId } = await github.world.user();
  await github.deliver("pull_request", review);
  const connection = await github.connect(userId, "someone");
  await github.settle();
  const change = { userId, id: connection.id, login: "ada" };
  await changeGithubConnection(github.db, change, github.clock);
  await github.settle();
  expect(await github.rows()).toEqual([]);
  await github.deliver("pull_request", { ...review, pull_request: { ...pullRequest, number: 8 } });
  await github.settle();
  expect(await github.kindsOf(userId)).toEqual(["review_requested"]);
});

test("forged deliveries, other sources and what is no JSON tell nothing", async () => {
  await github.userWith("ada");
  await github.deliver("pull_request", review, { signatureOk: false });
  await github.deliver("pull_request", review, { source: "other" });
  await github.deliver("pull_request", review, { payload: "no JSON" });
  await github.deliver("pull_request", { action: "review_requested" });
  await github.settle();
  expect(await github.rows()).toEqual([]);
});

test("a secret in a title is not kept, and what shows nothing is", async () => {
  const userId = await github.userWith("ada");
  const token = `ghp_${"a1B2".repeat(9)}`;
  const title = `Use ${token} \u202etxt`;
  await github.deliver("pull_request", { ...review, pull_request: { ...pullRequest, title } });
  await github.settle();
  const { items } = await listNotices(github.db, { userId });
  expect(items[0]?.title).not.toContain(token);
  expect(items[0]?.title).toContain("\u202etxt");
});

test("checks have passed once all that were reported have, in any order of their deliveries", async () => {
  const userId = await github.userWith("grace-h");
  const check = (id: number, more: object) =>
    github.deliver("check_suite", { action: "completed", check_suite: { ...suite, id, ...more } });
  await github.deliver("check_run", {
    action: "created",
    check_run: { head_sha: sha, started_at: "2026-03-01T10:00:00Z", check_suite: { id: 4 } },
  });
  await check(3, {});
  await github.settle();
  expect(await github.kindsOf(userId)).toEqual([]);
  await check(4, { conclusion: "failure" });
  await github.settle();
  expect(await github.kindsOf(userId)).toEqual(["checks_failed"]);
  await check(3, {});
  await github.settle();
  expect(await github.kindsOf(userId)).toEqual(["checks_failed"]);
  await check(4, { updated_at: "2026-03-01T10:40:00Z" });
  // Late: it began before the suite ended.
  await github.deliver("check_run", {
    action: "created",
    check_run: { head_sha: sha, started_at: "2026-03-01T10:35:00Z", check_suite: { id: 4 } },
  });
  await github.settle();
  expect(await github.kindsOf(userId)).toEqual(["checks_failed", "checks_passed"]);
  await check(3, { updated_at: "2026-03-01T10:50:00Z" });
  await github.settle();
  expect(await github.kindsOf(userId)).toEqual(["checks_failed", "checks_passed"]);
});

test("servers that run at the same time make each notice once, as deliveries come", async () => {
  const userId = await github.userWith("ada");
  await using _first = github.running();
  await using _second = github.running();
  await Promise.all(
    Array.from({ length: 30 }, (_, number) =>
      github.deliver("pull_request", {
        ...review,
        pull_request: { ...pullRequest, number: number + 1 },
      }),
    ),
  );
  await eventually(async () => expect(await github.rows()).toHaveLength(30));
  const logs = await github.world.audit("notice");
  expect(logs).toHaveLength(30);
  expect(logs.every(({ user_id }) => user_id === userId)).toBe(true);
});

test("a list with a profile has the most urgent first, page by page", async () => {
  const userId = await github.userWith("ada");
  for (const number of [1, 2, 3]) {
    const of = { ...pullRequest, number };
    await github.deliver("pull_request", { ...review, pull_request: of });
    await github.deliver("pull_request", {
      ...merged,
      pull_request: { ...merged.pull_request, number },
    });
    await github.deliver("issues", { action: "assigned", issue: of, assignee: ada });
  }
  await github.settle();
  const read = async (profile: "commute" | "workout", limit: number) => {
    const found: string[] = [];
    let cursor: string | undefined;
    for (let pages = 0; pages < 20; pages++) {
      const page = await listNotices(github.db, { userId, profile, limit, cursor, order: "asc" });
      expect(page.items.length).toBeGreaterThan(0);
      expect(page.items.length).toBeLessThanOrEqual(limit);
      expect(page.prevCursor).toBeNull();
      found.push(
        ...page.items.map(({ priority, kind, number }) => `${priority} ${kind} ${number}`),
      );
      if (page.nextCursor === null) return found;
      cursor = page.nextCursor;
    }
    throw new Error("the list does not end");
  };
  const commute = [1, 2, 3].map((number) => `now review_requested ${number}`);
  commute.push(...[1, 2, 3].map((number) => `soon assigned ${number}`));
  commute.push(...[1, 2, 3].map((number) => `later merged ${number}`));
  for (const limit of [1, 2, 3, 4, 6, 9, 100])
    expect(await read("commute", limit)).toEqual(commute);
  // The others are `never` there.
  expect(await read("workout", 2)).toEqual(
    [1, 2, 3].map((number) => `later review_requested ${number}`),
  );
  const { items } = await listNotices(github.db, { userId });
  expect(items).toHaveLength(9);

  const chosen = { workout: { merged: "now", review_requested: "never" } } as const;
  const other = await github.userWith("grace-h");
  const set = await setNoticePriorities(github.db, { userId, chosen }, github.clock);
  expect(set.priorities.workout).toMatchObject({ merged: "now", assigned: "never" });
  expect((await findNoticePriorities(github.db, other)).chosen).toEqual({});
  expect((await listNotices(github.db, { userId: other })).items).toEqual([]);
  expect(await read("workout", 2)).toEqual([1, 2, 3].map((number) => `now merged ${number}`));
  await setNoticePriorities(github.db, { userId, chosen: {} }, github.clock);
  expect(await read("commute", 4)).toEqual(commute);
});

test("a user marks their own notices read, once", async () => {
  const userId = await github.userWith("ada");
  await github.deliver("pull_request", review);
  await github.deliver("issues", { action: "assigned", issue: pullRequest, assignee: ada });
  await github.settle();
  const list = async (unread?: boolean) => {
    const { items } = await listNotices(github.db, { userId, unread });
    return items.map(({ kind }) => kind);
  };
  const { items } = await listNotices(github.db, { userId });
  const ids = items.map(({ id }) => id);
  const [id = ""] = ids;
  const other = await github.userWith("grace-h");
  const mark = (by: string, marked: readonly string[]) =>
    markNoticesRead(github.db, { userId: by, ids: marked, by }, github.clock);
  expect(await mark(other, ids)).toBe(0);
  expect(await mark(userId, [id, id, other])).toBe(1);
  expect(await list(true)).toEqual(["review_requested"]);
  expect(await list(false)).toEqual(["assigned"]);
  const readAt = (await listNotices(github.db, { userId, unread: false })).items[0]?.readAt;
  github.clock.advance(1000);
  expect(await Promise.all([mark(userId, ids), mark(userId, ids)])).toEqual(
    expect.arrayContaining([0, 1]),
  );
  const [again] = (await listNotices(github.db, { userId, kind: "assigned" })).items;
  expect(again?.readAt).toEqual(readAt);
  const logs = await github.world.audit("notice");
  expect(logs.filter(({ action_type }) => action_type === "notice.read")).toHaveLength(2);
});

test("subscriptions and priorities are refused where they mean nothing", async () => {
  const { id: userId } = await github.world.user();
  for (const name of ["acme", "acme/web/x", "*/web", "acme/w*", "acme/**", ""]) {
    await expect(subscribe(userId, name)).rejects.toThrow(/repository/);
  }
  await expect(subscribe(userId, "a/b", ["none" as "merged"])).rejects.toThrow(
    "kinds is not known",
  );
  expect((await subscribe(userId, "acme/web")).outcome).toBe("created");
  expect((await subscribe(userId, "acme/web")).outcome).toBe("unchanged");
  const { id: other } = await github.world.user();
  const key = { userId: other, repository: "acme/web" };
  expect(await findRepoSubscription(github.db, key)).toBeUndefined();
  expect(await removeRepoSubscription(github.db, key, github.clock)).toBe(false);
  expect((await listRepoSubscriptions(github.db, { userId: other })).items).toEqual([]);
  expect(await subscribe(userId, "Acme/Web", ["merged"])).toMatchObject({
    outcome: "changed",
    subscription: { repository: "Acme/Web", kinds: ["merged"] },
  });
  const choose = (chosen: object) =>
    setNoticePriorities(github.db, { userId, chosen }, github.clock);
  await expect(choose({ sleep: {} })).rejects.toThrow("chosen is not known");
  await expect(choose({ workout: { merged: "often" } })).rejects.toThrow(
    "chosen.workout.merged is not known",
  );
});
