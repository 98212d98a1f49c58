import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { recordActionLog, storeWebhookEvent, systemContext } from "@handsfree/repositories";
import type { Database } from "@handsfree/schema";
import { openTestDatabase } from "@handsfree/testkit";
import type { Kysely } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import { buildApp } from "../src/app.ts";
import { stranger, userId } from "./api.ts";

const mebibyte = 1024 * 1024;

let db: Kysely<Database>;
let app: Awaited<ReturnType<typeof buildApp>>;
let port: number;
const sockets: Socket[] = [];
beforeEach(async () => {
  db = await openTestDatabase();
  const readerLimits = { patience: 500, leastTaken: 16 * 1024 };
  app = await buildApp({ db, context: systemContext, migrations: [], readerLimits });
  await app.listen({ port: 0 });
  ({ port } = app.server.address() as { port: number });
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await app.close();
  await db.destroy();
});

/** What is larger than the operating system takes for a reader. */
async function recordLogs(count: number, owner: string = userId): Promise<void> {
  for (let n = 0; n < count; n++) {
    const request = { words: "x".repeat(900_000) };
    await recordActionLog(db, { userId: owner, actionType: "t", ok: true, request });
  }
}

/** Asks, and reads nothing. */
async function ask(path: string, user: string = userId): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  sockets.push(socket.on("error", () => undefined));
  await once(socket, "connect");
  socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nX-User-Id: ${user}\r\n\r\n`);
  return socket;
}

/** The first line of the answer. */
async function statusOf(socket: Socket): Promise<string> {
  const [chunk] = (await once(socket, "data")) as [Buffer];
  socket.pause();
  return chunk.toString().split("\r\n", 1)[0] ?? "";
}

const get = (path: string, user: string = userId): Promise<Response> =>
  fetch(`http://127.0.0.1:${port}${path}`, { headers: { "x-user-id": user } });

test("a reader that stalls in an export is cut off, and then another can have it", async () => {
  await recordLogs(16);
  const stalled = await ask("/v1/export");
  expect(await statusOf(stalled)).toBe("HTTP/1.1 200 OK");
  const meanwhile = await get("/v1/export");
  expect(meanwhile.status).toBe(429);
  expect(meanwhile.headers.get("retry-after")).toBe("10");
  expect(await meanwhile.json()).toMatchObject({ status: 429, code: "too_many_requests" });
  await once(stalled.resume(), "close");
  await expect.poll(async () => (await get("/v1/export")).status).toBe(200);
});

test("of the exports of several callers two are made at a time", async () => {
  const third = "019a2f6e-0000-7000-8000-000000000003";
  await Promise.all([recordLogs(12), recordLogs(12, stranger)]);
  for (const user of [userId, stranger]) {
    expect(await statusOf(await ask("/v1/export", user))).toBe("HTTP/1.1 200 OK");
  }
  const refused = await get("/v1/export", third);
  expect(refused.status).toBe(503);
  expect(refused.headers.get("retry-after")).toBe("10");
  expect(refused.headers.get("content-type")).toContain("application/problem+json");
  expect((await get("/v1/action-logs?limit=1", third)).status).toBe(200);
});

test("lists whose readers stall hold a bounded number of bytes, and are cut off", async () => {
  await recordLogs(8);
  const path = "/v1/action-logs?limit=600";
  const answers = await Promise.all(
    Array.from({ length: 40 }, async () => statusOf(await ask(path))),
  );
  expect(new Set(answers)).toEqual(new Set(["HTTP/1.1 200 OK", "HTTP/1.1 429 Too Many Requests"]));
  expect(app.answerBytes.used).toBeLessThanOrEqual(32 * mebibyte);
  expect((await get("/v1/action-logs?limit=600", stranger)).status).toBe(200);
  await expect.poll(() => app.answerBytes.used, { timeout: 20_000 }).toBe(0);
  expect((await get(path)).status).toBe(200);
});

test("bodies whose readers stall hold a bounded number of bytes, and are cut off", async () => {
  const payload = Buffer.alloc(12 * mebibyte, "x");
  const { event } = await storeWebhookEvent(db, { source: "test", signatureOk: true, payload });
  const path = `/v1/webhook-events/${event.id}/payload`;
  const answers = await Promise.all(
    Array.from({ length: 10 }, async () => statusOf(await ask(path))),
  );
  expect(answers.filter((status) => status === "HTTP/1.1 200 OK")).toHaveLength(2);
  expect(app.answerBytes.used).toBe(24 * mebibyte);
  await expect.poll(() => app.answerBytes.used, { timeout: 20_000 }).toBe(0);
  const whole = await get(path);
  expect((await whole.arrayBuffer()).byteLength).toBe(12 * mebibyte);
});

test("a reader that is slow, and not too slow, gets the whole answer", async () => {
  await recordLogs(4);
  const socket = await ask("/v1/action-logs");
  let read = 0;
  for await (const chunk of socket) {
    read += (chunk as Buffer).length;
    if (read > 3_600_000) break;
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  expect(read).toBeGreaterThan(3_600_000);
});
