import { createGithubConnection } from "@handsfree/repositories/github-connections";
import { makeNotices, setRepoSubscription } from "@handsfree/repositories/notices";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { TestApi, userId } from "./api.ts";
import { bearer, keyOfService, sessionOf } from "./callers.ts";

let api: TestApi;
beforeEach(async () => {
  api = await TestApi.start();
});
afterEach(() => api[Symbol.asyncDispose]());

/** A review that GitHub wants of a person. */
const review = (number: number, login: string): string =>
  JSON.stringify({
    action: "review_requested",
    repository: { full_name: "acme/web" },
    requested_reviewer: { login, type: "User" },
    pull_request: {
      number,
      title: "Add a page",
      html_url: `https://github.com/acme/web/pull/${number}`,
      updated_at: "2026-03-01T10:00:00Z",
      head: { sha: "ec26c3e57ca3a959ca5aad62de7213c562f8c821" },
    },
  });

/** One notice by the person's login, and one by a subscription. */
async function makeTwoNotices(): Promise<void> {
  await createGithubConnection(api.db, { userId, installationId: 42, login: "ada" }, api.clock);
  await setRepoSubscription(api.db, { userId, repository: "acme/*" }, api.clock);
  for (const [number, login] of [
    [7, "ada"],
    [8, "grace"],
  ] as const) {
    const headers = {
      "x-github-event": "pull_request",
      "x-github-delivery": `delivery-${number}`,
    };
    expect((await api.deliver(review(number, login), headers)).statusCode).toBe(202);
  }
  const stop = new AbortController();
  const making = makeNotices(api.db, { signal: stop.signal });
  await vi.waitFor(
    async () => {
      expect(await api.db.selectFrom("notices").select("id").execute()).toHaveLength(2);
    },
    { timeout: 100_000, interval: 50 },
  );
  stop.abort();
  await making;
}

test("a person's session reads the notices about their login, and marks them as read", async () => {
  await makeTwoNotices();
  const headers = await sessionOf(api.db, userId, api.clock);
  const own = await api.app.inject({ method: "GET", url: "/v1/notices", headers });
  const { items } = own.json<{ items: { id: string }[] }>();
  expect(items).toMatchObject([{ number: 7, login: "ada", priority: "now", read_at: null }]);
  const read = await api.app.inject({
    method: "POST",
    url: "/v1/notices/read",
    headers,
    payload: { ids: items.map(({ id }) => id) },
  });
  expect(read.json()).toEqual({ read: 1 });
  const unread = { method: "GET", url: "/v1/notices?unread=true", headers } as const;
  expect((await api.app.inject(unread)).json()).toMatchObject({ items: [] });
});

test("notices by a subscription are for those who may read webhook events", async () => {
  await makeTwoNotices();
  const numbers = async (): Promise<unknown> =>
    (await api.get("/v1/notices"))
      .json<{ items: { number: number }[] }>()
      .items.map(({ number }) => number);
  expect(await numbers()).toEqual([8, 7]);
  api.giveScopes(userId, ["actions:decide"]);
  expect(await numbers()).toEqual([7]);
  const subscribed = await api.send("PUT", "/v1/repo-subscriptions/octo/secret", {});
  expect(subscribed.json()).toMatchObject({ code: "insufficient_scope" });
  const scopes = ["actions:propose"] as const;
  const agent = bearer(await keyOfService(api.db, { scopes, actsFor: [userId] }));
  const refused = await api.app.inject({ method: "GET", url: "/v1/notices", headers: agent });
  expect(refused.json()).toMatchObject({ code: "insufficient_scope" });
});
