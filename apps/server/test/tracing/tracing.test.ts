import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runNode, startServerProcess, temporaryDirectory } from "@handsfree/testkit";
import { expect, test } from "vitest";
import { adminKey, bearer } from "../callers.ts";
import { startReceiver } from "./receiver-double.ts";

const entry = fileURLToPath(new URL("../../src/main.ts", import.meta.url));
const trace = "4bf92f3577b34da6a3ce929d0e0e4736";
const parent = "00f067aa0ba902b7";

test("each request is a span of its caller's trace, and says nothing of the caller", async () => {
  await using receiver = await startReceiver();
  await using directory = await temporaryDirectory();
  await using server = await startServerProcess(entry, {
    DUCKDB_PATH: join(directory.path, "x.db"),
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_SERVICE_NAME: "handsfree-of-a-test",
  });
  const key = await adminKey(directory.path);
  const id = "019a2f6e-0000-7000-8000-00000000beef";
  const traceparent = `00-${trace}-${parent}-01`;
  await fetch(`${server.url}/v1/pending-actions/${id}?PRIVATE=PRIVATE`, {
    headers: { ...bearer(key), traceparent },
  });
  const transcript = { input_type: "PRIVATE", status: "ok", transcript: "PRIVATE" };
  await fetch(`${server.url}/v1/commands`, {
    method: "POST",
    headers: { ...bearer(key), "content-type": "application/json" },
    body: JSON.stringify(transcript),
  });
  // The stop sends what is left.
  expect(await server.stop("SIGTERM")).toBe(0);

  const [read, recorded, ...others] = receiver.spans();
  expect(others).toEqual([]);
  expect(read).toMatchObject({
    traceId: trace,
    parentSpanId: parent,
    name: "GET /v1/pending-actions/:id",
  });
  expect(read?.attributes).toEqual([
    { key: "http.request.method", value: { stringValue: "GET" } },
    { key: "http.route", value: { stringValue: "/v1/pending-actions/:id" } },
    { key: "http.response.status_code", value: { intValue: 400 } },
  ]);
  expect(recorded?.name).toBe("POST /v1/commands");
  expect(recorded?.traceId).toMatch(/^[\da-f]{32}$/);
  expect(recorded?.traceId).not.toBe(trace);
  expect(receiver.sent()).toContain("handsfree-of-a-test");
  expect(receiver.sent()).not.toMatch(/PRIVATE|beef|hf_|127\.0\.0\.1/);

  // The log has the same traces.
  const lines = server.output().split("\n");
  const lineOf = (route: string): string | undefined =>
    lines.find((line) => line.includes(`"route":"${route}"`));
  expect(lineOf("/v1/pending-actions/:id")).toContain(`"traceId":"${trace}"`);
  expect(lineOf("/v1/commands")).toContain(`"traceId":"${recorded?.traceId}"`);
});

test("a collector that does not answer delays no request, and the stop for some seconds at most", async () => {
  await using directory = await temporaryDirectory();
  await using server = await startServerProcess(entry, {
    DUCKDB_PATH: join(directory.path, "x.db"),
    // Nobody listens there.
    OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:9",
  });
  expect((await fetch(`${server.url}/health/ready`)).status).toBe(200);
  expect(await server.stop("SIGTERM")).toBe(0);
});

test("without its packages a start with a collector fails with one line that names them", async () => {
  // The packages are there, so the process is told that one of them is not.
  const missing = `import { registerHooks } from "node:module";
    registerHooks({ resolve(name, context, next) {
      if (name !== "@fastify/otel") return next(name, context);
      throw Object.assign(new Error("not found"), { code: "ERR_MODULE_NOT_FOUND" });
    } });`;
  const { code, stderr } = await runNode(entry, [], {
    env: {
      DUCKDB_PATH: ":memory:",
      PORT: "0",
      OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:9",
      NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(missing)}`,
    },
  });
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /^handsfree-server: OTEL_EXPORTER_OTLP_ENDPOINT is set, but packages are missing; run npm install @fastify\/otel .*\n$/,
  );
});
