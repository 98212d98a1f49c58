import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { systemContext } from "@handsfree/repositories";
import { recordActionLog } from "@handsfree/repositories/action-logs";
import { listKeys, revokeKey } from "@handsfree/repositories/identity";
import { storeWebhookEvent } from "@handsfree/repositories/webhooks";
import type { Database } from "@handsfree/schema";
import { openTestDatabase } from "@handsfree/testkit";
import type { Kysely } from "kysely";
import { afterEach, expect, test } from "vitest";
import { buildApp } from "../src/app.ts";
import { stranger, userId } from "./api.ts";
import { bearer, keyOfUser } from "./callers.ts";

const mebibyte = 1024 * 1024;

let db: Kysely<Database>;
let app: Awaited<ReturnType<typeof buildApp>>;
let port: number;
const sockets: Socket[] = [];
/** @param patience how long a reader may stall, in milliseconds. */
async function start(patience: number): Promise<void> {
  db = await openTestDatabase();
  const readerLimits = { patience, leastTaken: 16 * 1024 };
  app = await buildApp({ db, context: systemContext, migrations: [], readerLimits });
  app.get("/large", { config: { access: { scopes: [] } } }, async () => "x".repeat(12 * mebibyte));
  await app.listen({ port: 0 });
  ({ port } = app.server.address() as { port: number });
}
const [impatient, patient] = [500, 600_000];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await app.close();
  await db.destroy();
  keys.clear();
});

const keys = new Map<string, Promise<string>>();
function keyOf(user: string): Promise<string> {
  const key = keys.get(user) ?? keyOfUser(db, user);
  keys.set(user, key);
  return key;
}

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
  socket.write(
    `GET ${path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${await keyOf(user)}\r\n\r\n`,
  );
  return socket;
}

/** The first line of the answer. */
async function statusOf(socket: Socket): Promise<string> {
  const [chunk] = (await once(socket, "data")) as [Buffer];
  socket.pause();
  return chunk.toString().split("\r\n", 1)[0] ?? "";
}

const get = async (path: string, user: string = userId): Promise<Response> =>
  fetch(`http://127.0.0.1:${port}${path}`, { headers: bearer(await keyOf(user)) });

test("a reader that stalls in an export is cut off, and then another can have it", async () => {
  await start(impatient);
  await recordLogs(16);
  const stalled = await ask("/v1/export");
  expect(await statusOf(stalled)).toBe("HTTP/1.1 200 OK");
  const waiting = { timeout: 20_000, interval: 200 };
  await expect.poll(async () => (await get("/v1/export")).status, waiting).toBe(200);
});

test("a caller has one export at a time, and of all callers two", async () => {
  await start(patient);
  const third = "019a2f6e-0000-7000-8000-000000000003";
  await Promise.all([recordLogs(12), recordLogs(12, stranger)]);
  expect(await statusOf(await ask("/v1/export"))).toBe("HTTP/1.1 200 OK");
  const again = await get("/v1/export");
  expect(again.status).toBe(429);
  expect(again.headers.get("retry-after")).toBe("10");
  expect(await again.json()).toMatchObject({ status: 429, code: "too_many_exports" });
  expect(await statusOf(await ask("/v1/export", stranger))).toBe("HTTP/1.1 200 OK");
  const refused = await get("/v1/export", third);
  expect(refused.status).toBe(503);
  expect(refused.headers.get("retry-after")).toBe("10");
  expect(refused.headers.get("content-type")).toContain("application/problem+json");
  expect(await refused.json()).toMatchObject({ status: 503, code: "overloaded" });
  expect((await get("/v1/action-logs?limit=1", third)).status).toBe(200);
});

test("a revocation ends an export that its reader has not taken yet", async () => {
  await start(patient);
  await recordLogs(16);
  const socket = await ask("/v1/export");
  expect(await statusOf(socket)).toBe("HTTP/1.1 200 OK");
  const closed = once(socket, "close");
  const { items } = await listKeys(db, { userId });
  for (const { id } of items) await revokeKey(db, { id });
  await expect.poll(() => app.credentials.open, { timeout: 20_000 }).toBe(0);
  socket.resume();
  await closed;
  expect((await get("/v1/action-logs")).status).toBe(401);
});

async function storeBody(): Promise<string> {
  const payload = Buffer.alloc(12 * mebibyte, "x");
  const { event } = await storeWebhookEvent(db, { source: "test", signatureOk: true, payload });
  return `/v1/webhook-events/${event.id}/payload`;
}

test.for(["an answer", "a body of a delivery"])(
  "%s whose readers stall waits in a bounded number of bytes, and others are answered",
  async (kind) => {
    await start(patient);
    await recordLogs(8, stranger);
    const path = kind === "an answer" ? "/large" : await storeBody();
    const statuses = await Promise.all(
      Array.from({ length: 10 }, async () => statusOf(await ask(path))),
    );
    const refused = "HTTP/1.1 429 Too Many Requests";
    expect(statuses.filter((status) => status === "HTTP/1.1 200 OK")).toHaveLength(2);
    expect(statuses.filter((status) => status === refused)).toHaveLength(8);
    expect(app.answerBytes.used).toBe(24 * mebibyte);
    const others = await get("/v1/action-logs?limit=600", stranger);
    expect(((await others.json()) as { items: unknown[] }).items).toHaveLength(4);
  },
);

test("what waits for a reader that stalls is given up, and the next reader has the whole", async () => {
  await start(impatient);
  const path = await storeBody();
  await statusOf(await ask(path));
  await expect.poll(() => app.answerBytes.used, { timeout: 20_000 }).toBe(0);
  expect((await (await get(path)).arrayBuffer()).byteLength).toBe(12 * mebibyte);
});

test("a reader that is slow, and not too slow, has the whole answer", async () => {
  await start(2000);
  const socket = await ask("/large");
  let read = 0;
  for await (const chunk of socket) {
    read += (chunk as Buffer).length;
    if (read > 12 * mebibyte) break;
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  expect(read).toBeGreaterThan(12 * mebibyte);
});
