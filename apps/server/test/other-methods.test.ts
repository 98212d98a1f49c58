import { once } from "node:events";
import { createConnection } from "node:net";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { TestApi, userId } from "./api.ts";
import { routesOf } from "./access/operations.ts";
import { bearer } from "./callers.ts";

let api: TestApi;
beforeEach(async () => {
  api = await TestApi.start();
  await api.app.ready();
});
afterEach(() => api[Symbol.asyncDispose]());

const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const;

test("each path tells its methods, and refuses every other one with 405", async () => {
  const byPath = new Map<string, Set<string>>();
  for (const route of routesOf(api.app)) {
    const [method = "", path = ""] = route.split(" ");
    const known = byPath.get(path) ?? new Set(["OPTIONS"]);
    byPath.set(path, method === "GET" ? known.add("GET").add("HEAD") : known.add(method));
  }
  expect(byPath.size).toBeGreaterThan(60);
  for (const [path, known] of byPath) {
    const url = path.replaceAll(/\{\w+\}/g, userId);
    const allow = [...known].toSorted((a, b) => (a < b ? -1 : 1)).join(", ");
    const options = await api.app.inject({ method: "OPTIONS", url });
    expect([url, options.statusCode, options.headers["allow"], options.body]).toEqual([
      url,
      204,
      allow,
      "",
    ]);
    for (const method of methods.filter((one) => !known.has(one))) {
      const response = await api.app.inject({ method, url });
      // A literal segment, such as `claim`, is a parameter to the router where its own path lacks the method.
      const isParameter = response.statusCode === 401 && !path.endsWith("}");
      const { statusCode, headers } = response;
      expect({ method, url, statusCode, allow: headers["allow"] }).toEqual(
        isParameter
          ? { method, url, statusCode: 401, allow: undefined }
          : { method, url, statusCode: 405, allow },
      );
    }
  }
});

test("a path that does not exist stays 404, and a page of another origin is told nothing", async () => {
  for (const method of ["OPTIONS", "GET", "PUT"] as const) {
    const response = await api.app.inject({ method, url: "/v1/none" });
    expect(response.json()).toMatchObject({ status: 404, code: "not_found" });
  }
  const headers = { origin: "https://evil.example.org", "access-control-request-method": "POST" };
  const preflight = await api.app.inject({ method: "OPTIONS", url: "/v1/commands", headers });
  expect(preflight.json()).toMatchObject({ status: 403, code: "cross_origin" });
  expect(preflight.headers["allow"]).toBeUndefined();
});

test("a 405 comes before the body is read", async () => {
  const body = "x".repeat(2_000_000);
  const url = "/v1/pending-actions";
  const response = await api.app.inject({ method: "PUT", url, payload: body });
  expect(response.json()).toMatchObject({ status: 405, code: "method_not_allowed" });
});

test("HEAD answers as GET, without the body", async () => {
  await api.propose("x".repeat(100_000));
  const headers = bearer(await api.keyOf(userId));
  const paths = [
    "/health",
    "/v1/me",
    "/v1/pending-actions",
    "/problems",
    "/sign-in",
    "/v1/nowhere",
  ];
  for (const url of paths) {
    const get = await api.app.inject({ method: "GET", url, headers });
    const head = await api.app.inject({ method: "HEAD", url, headers });
    expect([url, head.statusCode, head.body]).toEqual([url, get.statusCode, ""]);
    expect(head.headers["content-type"]).toBe(get.headers["content-type"]);
  }
});

test("HEAD of a stream ends at once", async () => {
  api.giveScopes(userId, ["privacy"]);
  const key = await api.keyOf(userId);
  await api.app.listen({ host: "127.0.0.1", port: 0 });
  const { port } = api.app.server.address() as AddressInfo;
  const socket = createConnection(port, "127.0.0.1");
  let answer = "";
  socket.on("data", (chunk) => (answer += chunk.toString()));
  socket.write(
    `HEAD /v1/export HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${key}\r\nConnection: close\r\n\r\n`,
  );
  await once(socket, "close");
  expect(answer).toMatch(/^HTTP\/1.1 200 OK\r\n/);
  expect(answer.endsWith("\r\n\r\n")).toBe(true);
  // Its place is free again.
  const again = await api.get("/v1/export");
  expect(again.statusCode).toBe(200);
});
