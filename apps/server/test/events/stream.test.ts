import { createKey, revokeKey } from "@handsfree/repositories/identity";
import { runRetention } from "@handsfree/repositories/privacy";
import type { EventJson } from "@handsfree/wire/events";
import { afterEach, beforeEach, expect, test } from "vitest";
import { stranger, TestApi, userId } from "../api.ts";
import { bearer } from "../callers.ts";
import { type Frame, readFrames } from "./read-stream.ts";

let api: TestApi;
let url: string;
const connections: AbortController[] = [];
beforeEach(async () => {
  api = await TestApi.start({ shutdownGrace: 500 });
  url = `${await api.app.listen({ port: 0, host: "127.0.0.1" })}/v1/events/stream`;
});
afterEach(async () => {
  for (const connection of connections.splice(0)) connection.abort();
  await api[Symbol.asyncDispose]();
});

async function open(query = "", headers: Record<string, string> = {}, user = userId) {
  const connection = new AbortController();
  connections.push(connection);
  const key = bearer(await api.keyOf(user));
  return fetch(url + query, { headers: { ...key, ...headers }, signal: connection.signal });
}

/** Reads up to the first frame with data. */
async function nextEvent(frames: AsyncGenerator<Frame>): Promise<EventJson> {
  for (;;) {
    const { value, done } = await frames.next();
    if (done === true) throw new Error("the stream ended");
    if (value.data === undefined) continue;
    const event = JSON.parse(value.data) as EventJson;
    expect(value).toMatchObject({ id: event.id, event: event.type });
    return event;
  }
}

async function propose(): Promise<string> {
  const body = { summary: "Merge", action_type: "merge", action_payload: {} };
  const response = await api.post("/v1/pending-actions", body);
  return response.json<{ id: string }>().id;
}

test("a stream begins now, and shows each change as it comes", async () => {
  const before = await propose();
  const response = await open();
  expect(response.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
  const frames = readFrames(response);
  expect((await frames.next()).value).toMatchObject({ retry: "1000", id: expect.any(String) });
  const id = await propose();
  expect(id).not.toBe(before);
  expect(await nextEvent(frames)).toMatchObject({
    type: "pending_action.proposed",
    user_id: userId,
    record: { kind: "pending_action", id },
  });
});

test("Last-Event-ID resumes a stream, and wins over after", async () => {
  const ids = [await propose(), await propose(), await propose()];
  const types = "&types=pending_action.proposed";
  const all = readFrames(await open(`?after=0${types}`));
  const events = [await nextEvent(all), await nextEvent(all), await nextEvent(all)];
  expect(events.map(({ record }) => record.id)).toEqual(ids);
  const resumed = readFrames(
    await open(`?after=0${types}`, { "last-event-id": events[1]?.id ?? "" }),
  );
  expect(await nextEvent(resumed)).toEqual(events[2]);
});

test("a stranger's stream shows nothing of another user", async () => {
  const frames = readFrames(await open("?after=0&types=pending_action.proposed", {}, stranger));
  await frames.next();
  await propose();
  const body = { summary: "Theirs", action_type: "merge", action_payload: {} };
  const theirs = await api.post("/v1/pending-actions", body, stranger);
  expect((await nextEvent(frames)).record.id).toBe(theirs.json<{ id: string }>().id);
});

test("a stream whose place retention has removed is answered 410, and a type that there is not 400", async () => {
  const body = { input_type: "text", status: "ok" };
  await api.post("/v1/commands", body);
  api.clock.advance(40 * 24 * 3600 * 1000);
  await runRetention(api.db, { policy: { commands: 30 } }, api.clock);
  const gone = await open("?after=0");
  expect(gone.status).toBe(410);
  expect(await gone.json()).toMatchObject({ code: "events_expired", oldest: expect.any(String) });
  const listed = await api.get("/v1/events?after=0");
  expect(listed.statusCode).toBe(410);
  const unknown = await open("?types=nothing");
  expect(unknown.status).toBe(400);
  expect(await unknown.json()).toMatchObject({ code: "invalid_input", field: "types" });
});

test("a revocation ends a stream", async () => {
  const grant = { userId, name: "test", scopes: ["actions:decide"] } as const;
  const made = await createKey(api.db, grant, api.clock);
  if (made.outcome !== "created") throw new Error(made.outcome);
  const response = await fetch(url, { headers: bearer(made.text) });
  const frames = readFrames(response);
  await frames.next();
  await revokeKey(api.db, { id: made.key.id }, api.clock);
  const last = [];
  for await (const { event } of frames) if (event !== undefined) last.push(event);
  expect(last).toEqual(["access_key.revoked"]);
});

test("a server that stops ends its streams", async () => {
  const frames = readFrames(await open());
  await frames.next();
  const closed = api.app.close();
  for await (const { data } of frames) expect(data).toBeUndefined();
  await closed;
});

test("the pages of the feed say from where to read on", async () => {
  const id = await propose();
  const page = await api.get("/v1/events?types=pending_action.proposed&limit=1");
  const { items, next } = page.json<{ items: EventJson[]; next: string; is_end: boolean }>();
  expect(items.map(({ record }) => record.id)).toEqual([id]);
  const rest = await api.get(`/v1/events?after=${next}`);
  expect(rest.json()).toMatchObject({ items: [], is_end: true });
  const latest = await api.get("/v1/events?after=latest");
  expect(latest.json()).toMatchObject({ items: [], next: rest.json<{ next: string }>().next });
});
