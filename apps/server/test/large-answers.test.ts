import Fastify from "fastify";
import { afterEach, expect, test } from "vitest";
import { boundAnswers, defaultReaderLimits } from "../src/http/bound-answers.ts";
import { sendAsMade } from "../src/http/send-as-made.ts";

const app = Fastify({ forceCloseConnections: true });
app.decorate("credentials", { watch: () => () => undefined } as unknown as typeof app.credentials);
app.decorateRequest("caller");
app.addHook("onRequest", async (request) => {
  request.caller = { id: "one" } as typeof request.caller;
});
boundAnswers(app, defaultReaderLimits);
let body: string | Buffer = "";
app.get("/body", async () => body);
let hasGone = Promise.withResolvers<void>();
app.addHook("onRequestAbort", async (_request) => hasGone.resolve());
let ended = Promise.withResolvers<void>();
let first = Promise.withResolvers<string>();
let asked = Promise.withResolvers<void>();
app.get("/made", async (_request, reply) => {
  await sendAsMade(reply, made());
  return reply;
});
await app.listen({ port: 0 });
const { port } = app.server.address() as { port: number };
const at = (path: string): string => `http://127.0.0.1:${port}${path}`;

async function* made(): AsyncGenerator<string, void> {
  try {
    asked.resolve();
    yield await first.promise;
    yield "second";
  } finally {
    ended.resolve();
  }
}

afterEach(() => {
  ended = Promise.withResolvers();
  first = Promise.withResolvers();
  asked = Promise.withResolvers();
});

// A piece of a text ends between the halves of a pair at one of the two places.
test.for(["", "x"])(
  "a large text of characters with surrogate pairs after %o is sent whole",
  async (before) => {
    const text = before + "😀".repeat(40_000);
    body = text;
    const answer = await fetch(at("/body"));
    expect(answer.headers.get("content-length")).toBe(String(before.length + 160_000));
    expect((await answer.text()) === text).toBe(true);
  },
);

test("large bytes are sent whole", async () => {
  body = Buffer.from(Array.from({ length: 100_001 }, (_, index) => index % 256));
  const answer = await fetch(at("/body"));
  expect(Buffer.from(await answer.arrayBuffer()).equals(body)).toBe(true);
});

test("an answer that is made meanwhile is sent whole", async () => {
  first.resolve("first ");
  expect(await (await fetch(at("/made"))).text()).toBe("first second");
});

test("a maker whose first piece fails answers with a status", async () => {
  const answer = fetch(at("/made"));
  await asked.promise;
  first.reject(new Error("no"));
  expect((await answer).status).toBe(500);
});

test("a reader who goes before the first piece ends the maker", async () => {
  const gone = new AbortController();
  hasGone = Promise.withResolvers();
  const answer = fetch(at("/made"), { signal: gone.signal });
  await asked.promise;
  gone.abort();
  await expect(answer).rejects.toThrow(/abort/);
  await hasGone.promise;
  first.resolve("first");
  await ended.promise;
});
