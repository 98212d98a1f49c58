import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { signGithubPayload, webhookIntake } from "@handsfree/repositories/webhooks";
import { afterEach, expect, test, vi } from "vitest";
import { BodyMemory } from "../src/http/body-memory.ts";
import { BodyPace } from "../src/http/body-pace.ts";
import { ByteBudget } from "../src/http/byte-budget.ts";
import { RefusalPace } from "../src/http/refusal-pace.ts";
import { TestApi, userId, webhookSecret } from "./api.ts";
import { bearer } from "./callers.ts";

const kibibyte = 1024;
const mebibyte = 1024 * kibibyte;
const never = new AbortController().signal;

afterEach(() => void vi.useRealTimers());

async function open(api: TestApi, head: string): Promise<Socket> {
  if (!api.app.server.listening) await api.app.listen({ port: 0 });
  const { port } = api.app.server.address() as { port: number };
  const socket = connect(port, "127.0.0.1").on("error", () => undefined);
  await once(socket, "connect");
  socket.write(head);
  return socket;
}

const unsigned =
  "POST /v1/webhooks/github HTTP/1.1\r\nHost: localhost\r\nX-GitHub-Event: push\r\n" +
  `X-GitHub-Delivery: d\r\nContent-Length: ${24 * mebibyte}\r\n\r\n`;

test.for([
  [unsigned, "401"],
  [unsigned.replace("github HTTP", "unknown HTTP"), "404"],
  [unsigned.replace(String(24 * mebibyte), String(26 * mebibyte)), "401"],
  [unsigned.replace("X-GitHub-Event", "X-Hub-Signature-256: sha256=0\r\nX-GitHub-Event"), "401"],
  [`POST /v1/commands HTTP/1.1\r\nHost: evil.example\r\nContent-Length: 1000\r\n\r\n`, "403"],
] as const)(
  "the request %# is answered %s before its body, and its socket ends",
  async ([head, status]) => {
    await using api = await TestApi.start();
    const socket = await open(api, head);
    const answer = await text(socket);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} [^]*connection: close`, "i"));
    expect(answer).toContain(`"status":${status}`);
  },
);

test("a sender that goes on after its refusal gets the answer, and is cut off", async () => {
  await using api = await TestApi.start();
  const socket = await open(api, unsigned);
  const sending = setInterval(() => socket.write(Buffer.alloc(16 * kibibyte)), 5);
  const [answer] = await Promise.all([text(socket).catch(String), once(socket, "close")]);
  clearInterval(sending);
  expect(answer).toContain("HTTP/1.1 401 ");
});

test("what is refused by its headers is on record without a body", async () => {
  await using api = await TestApi.start();
  await api.deliver("x".repeat(1000), { "x-hub-signature-256": undefined });
  const { items } = (await api.get("/v1/webhook-events")).json<{ items: { id: string }[] }>();
  expect(items).toMatchObject([{ rejection: "missing_signature", body_bytes: null }]);
  const payload = await api.get(`/v1/webhook-events/${items[0]?.id}/payload`);
  expect(payload.json()).toMatchObject({ status: 404, code: "payload_not_kept" });
});

test("the counts of forged deliveries are written when the server closes", async () => {
  const api = await TestApi.start({ webhookIntake: webhookIntake({ forgedPerHour: 1 }) });
  for (let n = 0; n < 4; n++) await api.deliver("{}", { "x-hub-signature-256": "sha256=0" });
  await api.app.close();
  const counts = await api.db.selectFrom("webhook_rejection_counts").selectAll().execute();
  expect(counts).toMatchObject([{ source: "github", kept: 1, dropped: 3 }]);
  await api.db.destroy();
});

/** A body that begins and does not go on. */
const stalled = (): Readable => new Readable({ read: () => undefined });

test.for(["/v1/webhooks/github", "/v1/commands"])(
  "a body to %s that comes too slowly is 408",
  async (url) => {
    await using api = await TestApi.start();
    await api.app.ready();
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
    const payload = stalled();
    const headers = {
      "content-type": "application/json",
      ...bearer(await api.keyOf(userId)),
      "x-github-event": "push",
      "x-github-delivery": "d",
      "x-hub-signature-256": `sha256=${"0".repeat(64)}`,
    };
    const answer = api.app.inject({ method: "POST", url, headers, payload });
    payload.push("{");
    await vi.advanceTimersByTimeAsync(11_000);
    vi.useRealTimers();
    const response = await answer;
    expect(response.statusCode).toBe(408);
    expect(response.json()).toMatchObject({ code: "request_timeout" });
    payload.destroy();
  },
);

test("a body in chunks without a length is read, and refused over the limit", async () => {
  await using api = await TestApi.start();
  const headers = {
    ...bearer(await api.keyOf(userId)),
    "content-type": "application/json",
  };
  const post = (payload: Readable) =>
    api.app.inject({
      method: "POST",
      url: "/v1/commands",
      headers,
      payload,
    });
  const command = JSON.stringify({
    input_type: "text",
    status: "ok",
    transcript: "é".repeat(200_000),
  });
  const bytes = Buffer.from(command);
  const chunks = Array.from({ length: 50 }, (_, n) =>
    bytes.subarray((n * bytes.length) / 50, ((n + 1) * bytes.length) / 50),
  );
  expect((await post(Readable.from(chunks))).statusCode).not.toBe(413);
  const large = Array.from({ length: 20 }, () => Buffer.alloc(100 * kibibyte, " "));
  expect((await post(Readable.from(large))).statusCode).toBe(413);
});

test.for([
  ["/v1/pending-actions/confirm", 64],
  ["/v1/pending-actions/claim", 64],
  ["/v1/pending-actions", 1024],
  ["/v1/action-logs", 1024],
  ["/v1/webhooks/github", 25 * 1024],
] as const)(
  "a body of more than its route allows to %s is refused unread",
  async ([path, limit]) => {
    await using api = await TestApi.start();
    const key = await api.keyOf(userId);
    const head = (length: number): string =>
      `POST ${path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${key}\r\n` +
      `X-GitHub-Event: push\r\nX-GitHub-Delivery: d\r\nX-Hub-Signature-256: sha256=${"0".repeat(64)}\r\n` +
      `Content-Type: application/json\r\nContent-Length: ${length}\r\n\r\n`;
    const answer = await text(await open(api, head(limit * kibibyte + 1)));
    expect(answer).toMatch(/^HTTP\/1.1 413 [^]*connection: close/i);
    expect(answer).toContain(`"code":"payload_too_large"`);
    expect(answer).toContain(`"limit":${limit * kibibyte}`);
    const socket = await open(api, head(limit * kibibyte));
    socket.write(Buffer.alloc(limit * kibibyte, " "));
    const [chunk] = (await once(socket, "data")) as [Buffer];
    // For its spaces, or its signature.
    expect(chunk.toString()).toMatch(/^HTTP\/1.1 (?:400|401) /);
    socket.destroy();
  },
);

test("what is over the limit with its last bytes is refused, not cut", async () => {
  await using api = await TestApi.start({ webhookIntake: webhookIntake({ maximumBody: 8 }) });
  for (const chunks of [
    ["[1,2,3]", "  "],
    ["[1,2,3]", " "],
  ]) {
    const whole = chunks.join("");
    const headers = {
      "x-github-event": "push",
      "x-github-delivery": whole,
      "x-hub-signature-256": signGithubPayload(webhookSecret, whole.slice(0, 8)),
    };
    const payload = Readable.from(chunks.map((chunk) => Buffer.from(chunk)));
    const url = "/v1/webhooks/github";
    const { statusCode } = await api.app.inject({ method: "POST", url, headers, payload });
    expect(statusCode).toBe(whole.length > 8 ? 413 : 202);
  }
});

test("what is in memory at once is bounded; who finds no room waits for its turn", async () => {
  const budget = new ByteBudget(100);
  expect(budget.tryTake(60)).toBe(true);
  const turns: string[] = [];
  const large = budget.take(80, never).then(() => turns.push("large"));
  // It would fit, and would keep the large one waiting for ever.
  const small = budget.take(10, never).then(() => turns.push("small"));
  expect(budget.tryTake(10)).toBe(false);
  budget.give(60);
  await Promise.all([large, small]);
  expect(turns).toEqual(["large", "small"]);
  budget.give(80);
  budget.give(10);
  // What is larger than all has it alone.
  await budget.take(1000, never);
  expect(budget.tryTake(1)).toBe(false);
});

test("who waits too long, or goes, gives its place up, and the next one gets it", async () => {
  vi.useFakeTimers();
  const budget = new ByteBudget(100);
  await budget.take(100, never);
  const gone = new AbortController();
  const leaving = budget.take(10, gone.signal);
  const waiting = budget.take(20, never);
  const outcomes = Promise.allSettled([leaving, waiting]);
  gone.abort();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(await outcomes).toMatchObject([
    { status: "rejected", reason: { status: 503, code: "overloaded" } },
    { status: "rejected", reason: { status: 503 } },
  ]);
  budget.give(100);
  expect(budget.tryTake(100)).toBe(true);
});

test("a sender holds what it sent, not what it announced, until that is much", async () => {
  const beginnings = new ByteBudget(200 * kibibyte);
  const large = new ByteBudget(mebibyte);
  const bodies = Array.from(
    { length: 40 },
    () => new BodyMemory(mebibyte, mebibyte, beginnings, large),
  );
  for (const body of bodies) {
    expect(body.makeRoom(1)).toBeUndefined();
    body.append(Buffer.from("x"));
  }
  const [first, second, third] = bodies;
  const chunk = Buffer.alloc(200 * kibibyte, "y");
  await first?.makeRoom(chunk.length);
  first?.append(chunk);
  expect(first?.body()).toEqual(Buffer.concat([Buffer.from("x"), chunk]));
  // The whole of the second one is to be there before it is read on.
  const waits = second?.makeRoom(chunk.length);
  expect(waits).toBeInstanceOf(Promise);
  first?.release();
  first?.release();
  await waits;
  expect(large.tryTake(1)).toBe(false);
  expect(() => third?.makeRoom(2 * mebibyte)).toThrow(/larger than this route allows/);
  for (const body of bodies) body.release();
  expect([beginnings.tryTake(200 * kibibyte), large.tryTake(mebibyte)]).toEqual([true, true]);
});

test("a body that arrives in one piece is not copied, and counts as any other", async () => {
  const [beginnings, large] = [new ByteBudget(10), new ByteBudget(mebibyte)];
  const body = new BodyMemory(7, mebibyte, beginnings, large);
  const chunk = Buffer.from("a whole");
  expect(body.makeRoom(7)).toBeUndefined();
  body.append(chunk);
  expect(body.body().buffer).toBe(chunk.buffer);
  expect(beginnings.tryTake(4)).toBe(false);
  body.release();
  expect(beginnings.tryTake(10)).toBe(true);
});

test("a body that is given up while it waits for room frees its place", async () => {
  const [beginnings, large] = [new ByteBudget(mebibyte), new ByteBudget(mebibyte)];
  const [first, second, third] = [1, 2, 3].map(
    () => new BodyMemory(mebibyte, mebibyte, beginnings, large),
  );
  await first?.makeRoom(mebibyte);
  const waiting = [second?.makeRoom(mebibyte), third?.makeRoom(mebibyte)];
  second?.release();
  await expect(waiting[0]).rejects.toMatchObject({ code: "overloaded" });
  first?.release();
  await waiting[1];
  third?.release();
  expect(large.tryTake(mebibyte)).toBe(true);
});

test("a body that keeps its pace may take long; one that falls behind is ended", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  let isTooSlow = false;
  const pace = new BodyPace(() => (isTooSlow = true));
  for (let second = 0; second < 60; second++) {
    await vi.advanceTimersByTimeAsync(1000);
    pace.came(64 * kibibyte);
  }
  pace.pause();
  await vi.advanceTimersByTimeAsync(60_000);
  pace.resume();
  await vi.advanceTimersByTimeAsync(9000);
  expect(isTooSlow).toBe(false);
  await vi.advanceTimersByTimeAsync(2000);
  expect(isTooSlow).toBe(true);
});

test("a flood of refusals is answered ever later, up to a limit, and then at once again", () => {
  let now = 0;
  const pace = new RefusalPace(() => now);
  const waits = Array.from({ length: 2000 }, () => pace.next());
  expect(waits.slice(0, 100).every((wait) => wait === 0)).toBe(true);
  expect(waits[150]).toBeGreaterThan(waits[110] ?? Infinity);
  expect(Math.max(...waits)).toBe(5000);
  now = 10_000;
  expect(pace.next()).toBe(0);
});
