import Fastify from "fastify";
import { expect, test } from "vitest";
import { handleErrors } from "../src/http/error-handler.ts";
import { queueLists } from "../src/http/queue-lists.ts";

/** An app whose lists and pauses end when the test says so. The header `caller` says who asks. */
async function start() {
  const app = Fastify({ forceCloseConnections: true });
  app.decorateRequest("caller");
  app.addHook("onRequest", (request, _reply, done) => {
    request.caller = { id: String(request.headers["caller"]) } as typeof request.caller;
    done();
  });
  handleErrors(app);
  const pauses: { readonly milliseconds: number; readonly end: () => void }[] = [];
  queueLists(app, (end, milliseconds) => pauses.push({ milliseconds, end }));
  const begun: { readonly list: string; readonly finish: (answer?: string) => void }[] = [];
  const querystring = { type: "object", properties: { limit: { type: "integer" } } };
  app.get("/lists/:list", { schema: { querystring } }, async (request) => {
    const { promise, resolve } = Promise.withResolvers<string>();
    const { list } = request.params as { readonly list: string };
    begun.push({ list, finish: (answer = list) => resolve(answer) });
    return promise;
  });
  app.get("/one", async () => "one");
  const get = (caller: string, url: string) => app.inject({ url, headers: { caller } });
  return { app, begun, pauses, get, lists: () => begun.map(({ list }) => list) };
}

test("one list of a caller is made at a time, in order, and nobody else waits for it", async () => {
  const { app, begun, get, lists } = await start();
  const asked = ["a", "b", "c"].map(async (list) => get("one", `/lists/${list}`));
  await expect.poll(() => lists()).toEqual(["a"]);
  expect((await get("one", "/one")).body).toBe("one");
  asked.push(get("another", "/lists/d").then());
  await expect.poll(() => lists()).toEqual(["a", "d"]);
  begun[0]?.finish();
  await expect.poll(() => lists()).toEqual(["a", "d", "b"]);
  begun[2]?.finish();
  await expect.poll(() => lists()).toEqual(["a", "d", "b", "c"]);
  for (const { finish } of begun) finish();
  const answers = await Promise.all(asked);
  expect(answers.map(({ body }) => body)).toEqual(["a", "b", "c", "d"]);
  // The caller may have one again.
  const again = get("one", "/lists/e").then();
  await expect.poll(() => begun.length).toBe(5);
  begun[4]?.finish();
  expect((await again).body).toBe("e");
  await app.close();
});

test("a caller of whom too many lists wait is refused", async () => {
  const { app, begun, get } = await start();
  const asked = Array.from({ length: 201 }, async () => get("one", "/lists/a"));
  await expect.poll(() => begun.length).toBe(1);
  const refused = await get("one", "/lists/a");
  expect(refused.json()).toMatchObject({ status: 429, code: "too_many_requests" });
  const answers = Promise.all(asked);
  for (let finished = 0; finished < 201; finished++) {
    await expect.poll(() => begun.length, { interval: 1 }).toBeGreaterThan(finished);
    begun[finished]?.finish();
  }
  for (const { statusCode } of await answers) expect(statusCode).toBe(200);
  await app.close();
});

test("a caller who goes while a list waits leaves the place to the next one", async () => {
  const { app, begun, get, lists } = await start();
  const hasGone = Promise.withResolvers<void>();
  app.addHook("onRequestAbort", async (_request) => hasGone.resolve());
  await app.listen({ port: 0 });
  const { port } = app.server.address() as { port: number };
  const asked = [get("one", "/lists/a").then()];
  await expect.poll(() => lists()).toEqual(["a"]);
  const going = new AbortController();
  const { signal } = going;
  const headers = { caller: "one" };
  const gone = fetch(`http://127.0.0.1:${port}/lists/gone`, { headers, signal });
  // It is in the queue by then.
  expect((await fetch(`http://127.0.0.1:${port}/one`, { headers })).status).toBe(200);
  going.abort();
  await expect(gone).rejects.toThrow(/aborted/);
  await hasGone.promise;
  asked.push(get("one", "/lists/b").then());
  begun[0]?.finish();
  await expect.poll(() => lists()).toEqual(["a", "b"]);
  for (const { finish } of begun) finish();
  await Promise.all(asked);
  await app.close();
});

const mebibyte = 1024 * 1024;

test("after a large list the caller's next one waits in proportion, and other callers' do not", async () => {
  const { app, begun, pauses, get, lists } = await start();
  const asked = ["a", "b", "c"].map(async (list) => get("one", `/lists/${list}`));
  await expect.poll(() => lists()).toEqual(["a"]);
  begun[0]?.finish("x".repeat(8 * mebibyte));
  expect((await asked[0])?.body).toHaveLength(8 * mebibyte);
  expect(pauses.map(({ milliseconds }) => milliseconds)).toEqual([512]);
  asked.push(get("another", "/lists/d").then(), get("one", "/lists/e").then());
  await expect.poll(() => lists()).toEqual(["a", "d"]);
  pauses[0]?.end();
  expect(lists()).toEqual(["a", "d", "b"]);
  // A smaller one is followed by the next at once, and the last one by no pause.
  begun[2]?.finish("x".repeat(mebibyte - 1));
  await expect.poll(() => lists()).toEqual(["a", "d", "b", "c"]);
  begun[3]?.finish();
  await expect.poll(() => lists()).toEqual(["a", "d", "b", "c", "e"]);
  begun[4]?.finish("x".repeat(mebibyte));
  begun[1]?.finish();
  await Promise.all(asked);
  expect(pauses).toHaveLength(1);
  await app.close();
});

test("a pause in which the last one who waits has gone holds for the next one who comes", async () => {
  const { app, begun, pauses, get, lists } = await start();
  const hasGone = Promise.withResolvers<void>();
  app.addHook("onRequestAbort", async (_request) => hasGone.resolve());
  await app.listen({ port: 0 });
  const { port } = app.server.address() as { port: number };
  const going = new AbortController();
  const headers = { caller: "one" };
  const first = get("one", "/lists/a").then();
  await expect.poll(() => lists()).toEqual(["a"]);
  const gone = fetch(`http://127.0.0.1:${port}/lists/gone`, { headers, signal: going.signal });
  // It is in the queue by then.
  expect((await fetch(`http://127.0.0.1:${port}/one`, { headers })).status).toBe(200);
  begun[0]?.finish("x".repeat(mebibyte));
  await first;
  going.abort();
  await expect(gone).rejects.toThrow(/aborted/);
  await hasGone.promise;
  const next = get("one", "/lists/b").then();
  expect((await get("one", "/one")).body).toBe("one");
  expect(lists()).toEqual(["a"]);
  pauses[0]?.end();
  await expect.poll(() => lists()).toEqual(["a", "b"]);
  begun[1]?.finish();
  expect((await next).body).toBe("b");
  await app.close();
});
