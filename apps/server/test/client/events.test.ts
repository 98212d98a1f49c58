import { createClient, type HandsFreeClient } from "@handsfree/client";
import { expect, test } from "vitest";
import { TestApi, userId } from "../api.ts";
import { startBreakingProxy } from "./breaking-proxy.ts";

const proposal = { summary: "Merge", action_type: "merge_pr", action_payload: null };

/** All ids behind a place, read page by page. */
async function idsAfter({ events }: HandsFreeClient, after: string): Promise<string[]> {
  const ids: string[] = [];
  let place = after;
  for (;;) {
    const page = await events.list({ after: place, limit: 7 });
    ids.push(...page.items.map(({ id }) => id));
    place = page.next;
    if (page.is_end) return ids;
  }
}

test("a stream over connections that break has each change once, in the order of the feed", async () => {
  await using api = await TestApi.start();
  const url = await api.app.listen({ port: 0, host: "127.0.0.1" });
  await using proxy = await startBreakingProxy(url, () => "passes");
  const key = await api.keyOf(userId);
  const direct = createClient({ url, key });
  const { next: start } = await direct.events.list({ after: "latest", limit: 1 });

  const wanted = 30;
  const streamed: string[] = [];
  const follow = async (): Promise<void> => {
    const { events } = createClient({ url: proxy.url, key });
    for await (const { id, record } of events.stream({ after: start })) {
      expect(record.kind).toBe("pending_action");
      streamed.push(id);
      if (streamed.length === wanted) return;
      if (streamed.length % 7 === 0) proxy.breakAll();
    }
  };
  const following = follow();
  for (let count = 0; count < wanted; count += 1) {
    await direct.pendingActions.propose(proposal);
    if (count % 10 === 5) proxy.breakAll();
  }
  await following;
  expect(streamed).toEqual(await idsAfter(direct, start));
  expect(proxy.passed.filter((one) => one.includes("/stream")).length).toBeGreaterThan(1);
});

test("a stream begins now, and has only the types that are asked for", async () => {
  await using api = await TestApi.start();
  const url = await api.app.listen({ port: 0, host: "127.0.0.1" });
  await using proxy = await startBreakingProxy(url, () => "passes");
  const client = createClient({ url: proxy.url, key: await api.keyOf(userId) });
  await client.pendingActions.propose(proposal);
  const end = new AbortController();
  const stream = client.events.stream({
    types: ["pending_action.cancelled", "pending_action.confirmed"],
    signal: end.signal,
  });
  const next = stream.next();
  await expect
    .poll(() => proxy.passed.some((one) => one.includes("/stream")), { timeout: 30_000 })
    .toBe(true);
  const { id } = await client.pendingActions.propose(proposal);
  await client.pendingActions.withdraw(id);
  expect((await next).value).toMatchObject({
    type: "pending_action.cancelled",
    user_id: userId,
    record: { kind: "pending_action", id },
  });
  const waiting = stream.next();
  end.abort(new Error("enough"));
  await expect(waiting).rejects.toThrow("enough");
});

test("a place that the feed does not have is a typed error", async () => {
  await using api = await TestApi.start();
  const url = await api.app.listen({ port: 0, host: "127.0.0.1" });
  const client = createClient({ url, key: await api.keyOf(userId) });
  const expired = { name: "HandsFreeProblem", status: 410, code: "events_expired" };
  await expect(client.events.list({ after: "1000000" })).rejects.toMatchObject(expired);
  const stream = client.events.stream({ after: "1000000" });
  await expect(stream.next()).rejects.toMatchObject(expired);
});
