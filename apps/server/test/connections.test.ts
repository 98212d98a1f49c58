import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { openTestDatabase } from "@handsfree/testkit";
import { systemContext } from "@handsfree/repositories";
import { afterEach, beforeEach, expect, test } from "vitest";
import { buildApp } from "../src/app.ts";
import { TestApi, userId } from "./api.ts";

type App = Awaited<ReturnType<typeof buildApp>>;

let app: App;
let port: number;
beforeEach(async () => {
  const db = await openTestDatabase();
  app = await buildApp({
    db,
    context: systemContext,
    migrations: [],
    shutdownGrace: 300,
  });
  app.addHook("onClose", () => db.destroy());
  app.get("/large", async () => Buffer.alloc(30_000_000, "x"));
  await app.listen({ port: 0 });
  ({ port } = app.server.address() as { port: number });
});
afterEach(() => app.close());

async function send(text: string): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  socket.write(text);
  return socket;
}

async function readAll(socket: Socket): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

test("an answer on its way to a slow reader arrives whole, though the server closes", async () => {
  const socket = await send("GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n");
  await once(socket, "readable");
  const closed = app.close();
  const answer = await readAll(socket);
  expect(answer.length).toBeGreaterThan(30_000_000);
  await closed;
});

test("a sender that stalls is cut off when the grace is over", async () => {
  const socket = await send(
    `POST /v1/commands HTTP/1.1\r\nHost: localhost\r\nX-User-Id: ${userId}\r\n` +
      "Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{",
  );
  const cutOff = once(socket.on("error", () => undefined).resume(), "close");
  await expect.poll(() => inFlight()).toBe(1);
  await app.close();
  await cutOff;
});

function inFlight(): Promise<number> {
  return new Promise((resolve) => app.server.getConnections((_error, count) => resolve(count)));
}

test("what Node refuses is a problem, too", async () => {
  const large = await send(
    `GET /health HTTP/1.1\r\nHost: localhost\r\nX: ${"x".repeat(20_000)}\r\n\r\n`,
  );
  expect(await readAll(large)).toMatch(
    /^HTTP\/1\.1 431 [\s\S]*application\/problem\+json[\s\S]*"status":431/,
  );
  const noHttp = await send("hello\r\n\r\n");
  expect(await readAll(noHttp)).toMatch(/^HTTP\/1\.1 400 [\s\S]*application\/problem\+json/);
});

test("what Fastify refuses before routing is a problem, too", async () => {
  await using api = await TestApi.start();
  for (const [url, status] of [
    ["/v1/%ZZ", 400],
    [`/v1/webhook-events/${"a".repeat(200)}`, 414],
  ] as const) {
    const response = await api.get(url);
    expect(response.statusCode).toBe(status);
    expect(response.headers["content-type"]).toMatch(/^application\/problem\+json/);
  }
});

test.for(["evil.example", "evil.example:8080", "127.0.0.1.evil.example", "10.0.0.1"])(
  "a call to the host %s is refused",
  async (host) => {
    await using api = await TestApi.start();
    const response = await api.app.inject({ url: "/v1/webhook-events", headers: { host } });
    expect(response.statusCode).toBe(403);
    expect(response.json()).toMatchObject({ code: "host_not_allowed" });
  },
);

test.for(["localhost:8080", "127.0.0.1", "[::1]:80"])(
  "a call to the host %s is not",
  async (host) => {
    await using api = await TestApi.start();
    expect((await api.app.inject({ url: "/health", headers: { host } })).statusCode).toBe(200);
  },
);
