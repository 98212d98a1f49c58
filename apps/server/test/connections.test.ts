import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { openTestDatabase } from "@handsfree/testkit";
import { systemContext } from "@handsfree/repositories";
import { afterEach, beforeEach, expect, test } from "vitest";
import { buildApp } from "../src/app.ts";
import type { Services } from "../src/services.ts";
import { TestApi, userId } from "./api.ts";
import { keyOfUser } from "./callers.ts";

type App = Awaited<ReturnType<typeof buildApp>>;

let app: App;
let port: number;
let services: Services;
let key: string;
beforeEach(async () => {
  const db = await openTestDatabase();
  services = { db, context: systemContext, migrations: [], shutdownGrace: 300 };
  key = await keyOfUser(db, userId);
  app = await buildApp(services);
  app.addHook("onClose", () => db.destroy());
  app.get("/large", { config: { access: "public" } }, async () => Buffer.alloc(30_000_000, "x"));
  await app.listen({ port: 0 });
  ({ port } = app.server.address() as { port: number });
});
afterEach(() => app.close());

async function send(text: string, to: number = port): Promise<Socket> {
  const socket = connect(to, "127.0.0.1");
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
  const patient = await buildApp({ ...services, shutdownGrace: 60_000 });
  patient.get("/large", { config: { access: "public" } }, async () =>
    Buffer.alloc(30_000_000, "x"),
  );
  await patient.listen({ port: 0 });
  const address = patient.server.address() as { port: number };
  const socket = await send("GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n", address.port);
  await once(socket, "readable");
  const closed = patient.close();
  const answer = await readAll(socket);
  expect(answer.length).toBeGreaterThan(30_000_000);
  await closed;
});

test("a sender that stalls is cut off when the grace is over", async () => {
  const socket = await send(
    `POST /v1/commands HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${key}\r\n` +
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

const oversized = "x".repeat(20_000);

test.for([
  ["no Host header", "GET /health HTTP/1.1\r\n\r\n", 400],
  ["a method that is none", "FOO / HTTP/1.1\r\nHost: localhost\r\n\r\n", 400],
  [
    "two lengths",
    "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{",
    400,
  ],
  ["HTTP/2 in clear", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400],
  ["another host", "GET /health HTTP/1.1\r\nHost: evil.example\r\n\r\n", 403],
  ["a method that no route has", "DELETE /health HTTP/1.1\r\nHost: localhost\r\n\r\n", 405],
  ["a path that is not there", "GET /nope HTTP/1.1\r\nHost: localhost\r\n\r\n", 404],
  [
    "a body that is too large",
    `POST /v1/commands HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer KEY\r\nContent-Type: application/json\r\nContent-Length: 99999999\r\n\r\n{`,
    413,
  ],
  [
    "an expectation",
    "POST / HTTP/1.1\r\nHost: localhost\r\nExpect: x\r\nContent-Length: 0\r\n\r\n",
    417,
  ],
  [
    "headers that are too large",
    `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${oversized}\r\n\r\n`,
    431,
  ],
  ["a path that is too large", `GET /${oversized} HTTP/1.1\r\nHost: localhost\r\n\r\n`, 431],
] as const)("%s is refused with problem details", async ([, text, status]) => {
  const socket = await send(text.replace("KEY", key));
  const head = await readHead(socket);
  socket.destroy();
  expect(head).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  expect(head).toMatch(/^content-type: application\/problem\+json/im);
});

test("a request that is not sent in time is refused with problem details", async () => {
  const answer = Promise.withResolvers<string>();
  const timedOut = Object.assign(new Error("Request timeout"), {
    code: "ERR_HTTP_REQUEST_TIMEOUT",
  });
  const socket = { writable: true, end: answer.resolve };
  app.server.emit("clientError", timedOut, socket);
  expect(await answer.promise).toMatch(
    /^HTTP\/1\.1 408 [\s\S]*application\/problem\+json[\s\S]*"code":"request_timeout"/,
  );
});

async function readHead(socket: Socket): Promise<string> {
  let head = "";
  while (!head.includes("\r\n\r\n")) {
    const [chunk] = (await once(socket, "data")) as [Buffer];
    head += chunk.toString();
  }
  return head;
}

test("a request while the server stops is refused with problem details", async () => {
  const slow = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const stopping = await buildApp({ ...services, shutdownGrace: 10_000 });
  stopping.get("/slow", { config: { access: "public" } }, async () => {
    begun.resolve();
    await slow.promise;
    return "done";
  });
  await stopping.listen({ port: 0 });
  const { port: own } = stopping.server.address() as { port: number };
  const url = `http://127.0.0.1:${own}`;
  const slowCall = fetch(`${url}/slow`);
  await begun.promise;
  const closed = stopping.close();
  for (const path of ["/health", "/nope"]) {
    const refused = await fetch(url + path);
    expect(refused.status).toBe(503);
    expect(refused.headers.get("content-type")).toMatch(/^application\/problem\+json/);
    expect(refused.headers.get("retry-after")).toBe("1");
    expect(await refused.json()).toMatchObject({ status: 503, code: "closing" });
  }
  slow.resolve();
  expect((await slowCall).status).toBe(200);
  await closed;
});

test("a connection without a request does not hold the stop up", async () => {
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  const cutOff = once(socket.on("error", () => undefined).resume(), "close");
  await expect.poll(() => inFlight()).toBe(1);
  await app.close();
  await cutOff;
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
