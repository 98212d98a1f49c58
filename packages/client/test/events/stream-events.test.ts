import type { EventJson } from "@handsfree/wire/events";
import fc from "fast-check";
import { afterEach, expect, test, vi } from "vitest";
import { clientWithPace } from "../../src/create-client.ts";
import { TestPace } from "../test-pace.ts";
import { startEventServer } from "./event-server.ts";

afterEach(() => void vi.useRealTimers());

/** Reads the ids of the next events. */
async function take(stream: AsyncIterator<EventJson>, count: number): Promise<string[]> {
  const ids: string[] = [];
  while (ids.length < count) ids.push((await stream.next()).value?.id as string);
  return ids;
}

const upTo = (count: number): string[] => Array.from({ length: count }, (_, at) => String(at + 1));

test("each event comes once and in order, however the connection breaks and its bytes are cut", async () => {
  await using server = await startEventServer();
  server.cut = (bytes) => Array.from(bytes, (_, at) => bytes.subarray(at, at + 1));
  server.mostPerConnection = 3;
  const client = clientWithPace({ url: server.url, key: "k" }, new TestPace());
  for (let count = 0; count < 20; count += 1) server.add();
  const stream = client.events.stream({ after: "0" });
  expect(await take(stream, 20)).toEqual(upTo(20));
  await stream.return(undefined);
  expect(server.connections).toEqual(["0", "3", "6", "9", "12", "15", "18"]);
});

test("events have their characters, also where a chunk ended within one", async () => {
  await using server = await startEventServer();
  server.cut = (bytes) => Array.from(bytes, (_, at) => bytes.subarray(at, at + 1));
  server.add("pending_action.confirmed");
  const client = clientWithPace({ url: server.url, key: "k" }, new TestPace());
  for await (const event of client.events.stream({ after: "0" })) {
    expect(event).toEqual({
      id: "1",
      type: "pending_action.confirmed",
      at: "2026-01-01T00:00:00.000Z",
      user_id: null,
      log_id: null,
      record: { kind: "command", id: "1 – é 🎉" },
    });
    break;
  }
});

test("a stream from now on misses nothing, although it breaks before its first event", async () => {
  await using server = await startEventServer();
  server.add();
  server.refusal = (response) => {
    server.refusal = undefined;
    // What happens while there is no connection.
    server.add();
    response.destroy();
  };
  const client = clientWithPace({ url: server.url, key: "k" }, new TestPace());
  const stream = client.events.stream();
  expect(await take(stream, 1)).toEqual(["2"]);
  await stream.return(undefined);
  expect(server.connections).toEqual(["1", "1"]);
});

test("a stream from now on waits for a server that is not there yet", async () => {
  await using server = await startEventServer();
  server.add();
  let failures = 0;
  const unreachable: typeof fetch = (input, init) => {
    failures += 1;
    return failures > 20 ? fetch(input, init) : Promise.reject(new TypeError("fetch failed"));
  };
  const options = { url: server.url, key: "k", fetch: unreachable };
  const stream = clientWithPace(options, new TestPace()).events.stream();
  const next = take(stream, 1);
  await vi.waitUntil(() => server.connections.length === 1);
  server.add();
  expect(await next).toEqual(["2"]);
  await stream.return(undefined);
});

test("a connection that breaks in the middle of an event is resumed before that event", async () => {
  await using server = await startEventServer();
  for (let count = 0; count < 5; count += 1) server.add();
  let parts = 0;
  server.cut = (bytes) => {
    parts += 1;
    if (parts !== 3) return [bytes];
    // The first half arrives before the break.
    setImmediate(() => server.breakAll(false));
    server.mostPerConnection = 5;
    return [bytes.subarray(0, bytes.length / 2)];
  };
  server.mostPerConnection = 3;
  const client = clientWithPace({ url: server.url, key: "k" }, new TestPace());
  const stream = client.events.stream({ after: "0" });
  expect(await take(stream, 5)).toEqual(upTo(5));
  await stream.return(undefined);
});

test("breaks between any events lose and repeat nothing", async () => {
  const steps = fc.array(fc.constantFrom("add", "end", "destroy"), { maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(steps, async (history) => {
      await using server = await startEventServer();
      const client = clientWithPace({ url: server.url, key: "k" }, new TestPace());
      const stream = client.events.stream({ after: "0" });
      const ids: string[] = [];
      for (const step of history) {
        if (step === "add") {
          server.add();
          ids.push(...(await take(stream, 1)));
        } else server.breakAll(step === "end");
      }
      await stream.return(undefined);
      expect(ids).toEqual(upTo(ids.length));
      expect(ids).toHaveLength(history.filter((step) => step === "add").length);
    }),
    { numRuns: 30 },
  );
});

test("a connection without a byte for 45 s is taken for dead", async () => {
  await using server = await startEventServer();
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const client = clientWithPace({ url: server.url, key: "k" }, new TestPace());
  const stream = client.events.stream({ after: "0" });
  const next = stream.next();
  await vi.waitUntil(() => server.connections.length === 1);
  await vi.waitUntil(() => vi.getTimerCount() > 0);
  server.refusal = (response) => {
    server.refusal = undefined;
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.end(`id: 1\ndata: {"id":"1","record":{}}\n\n`);
  };
  await vi.advanceTimersByTimeAsync(45_000);
  expect((await next).value?.id).toBe("1");
  expect(server.connections.length).toBe(2);
  await stream.return(undefined);
});

test("events that were removed are a typed error, and so is a caller without access", async () => {
  for (const [status, code] of [
    [410, "events_expired"],
    [403, "insufficient_scope"],
  ] as const) {
    await using server = await startEventServer();
    server.refusal = (response) => {
      response.writeHead(status, { "content-type": "application/problem+json" });
      response.end(JSON.stringify({ status, code, detail: "the events were removed", title: "T" }));
    };
    const client = clientWithPace({ url: server.url, key: "k" }, new TestPace());
    const stream = client.events.stream({ after: "0" });
    await expect(stream.next()).rejects.toMatchObject({ name: "HandsFreeProblem", code, status });
    expect((await stream.next()).done).toBe(true);
  }
});

test("a server that is overloaded or gone is asked again, more and more seldom", async () => {
  await using server = await startEventServer();
  const pace = new TestPace();
  const client = clientWithPace({ url: server.url, key: "k" }, pace);
  server.refusal = (response) => {
    if (server.connections.length === 4) server.refusal = undefined;
    if (server.connections.length === 1)
      return response.writeHead(503, { "retry-after": "7" }).end();
    return response.destroy();
  };
  server.add();
  const stream = client.events.stream({ after: "0" });
  expect(await take(stream, 1)).toEqual(["1"]);
  await stream.return(undefined);
  expect(pace.sleeps).toEqual([7500, 1000, 2000, 4000]);
});

test("the server's pause between connections holds", async () => {
  await using server = await startEventServer();
  server.mostPerConnection = 1;
  server.add();
  server.add();
  const pace = new TestPace();
  const client = clientWithPace({ url: server.url, key: "k" }, pace);
  const stream = client.events.stream({ after: "0" });
  await take(stream, 2);
  await stream.return(undefined);
  expect(pace.sleeps).toEqual([600]);
});

test("a signal ends a stream with its reason", async () => {
  await using server = await startEventServer();
  const client = clientWithPace({ url: server.url, key: "k" }, new TestPace());
  const end = new AbortController();
  const stream = client.events.stream({ after: "0", signal: end.signal });
  const next = stream.next();
  await vi.waitUntil(() => server.connections.length === 1);
  const reason = new Error("enough");
  end.abort(reason);
  await expect(next).rejects.toBe(reason);
  expect((await stream.next()).done).toBe(true);
});

test("a stream that is left closes its connection, and a slow consumer reads no further", async () => {
  let pulled = 0;
  let cancelled = false;
  const body = new ReadableStream<Uint8Array>(
    {
      pull: (to) => {
        pulled += 1;
        to.enqueue(
          new TextEncoder().encode(`id: ${pulled}\ndata: {"id":"${pulled}","record":{}}\n\n`),
        );
      },
      cancel: () => {
        cancelled = true;
      },
    },
    { highWaterMark: 0 },
  );
  const answer = new Response(body, { headers: { "content-type": "text/event-stream" } });
  const fetch = async (): Promise<Response> => Promise.resolve(answer);
  const client = clientWithPace({ url: "https://example.org", key: "k", fetch }, new TestPace());
  const stream = client.events.stream({ after: "0" });
  expect(await take(stream, 3)).toEqual(upTo(3));
  await new Promise(setImmediate);
  expect(pulled).toBe(3);
  await stream.return(undefined);
  expect(cancelled).toBe(true);
});
