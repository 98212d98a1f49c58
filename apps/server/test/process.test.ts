import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findWebhookEvent, signGithubPayload } from "@handsfree/repositories/webhooks";
import {
  openTestDatabase,
  runNode,
  startServerProcess,
  temporaryDirectory,
} from "@handsfree/testkit";
import { expect, test } from "vitest";
import { adminKey, bearer } from "./callers.ts";

const entry = fileURLToPath(new URL("../src/main.ts", import.meta.url));
const secret = "the-webhook-secret";

test("SIGTERM finishes the delivery that is half sent, and closes the database", async () => {
  await using directory = await temporaryDirectory();
  const file = join(directory.path, "new/folder/handsfree.db");
  await using server = await startServerProcess(entry, {
    DUCKDB_PATH: file,
    GITHUB_WEBHOOK_SECRET: secret,
    LOG_LEVEL: "debug",
  });

  const body = JSON.stringify({ text: "x".repeat(100_000) });
  const upload = request(`${server.url}/v1/webhooks/github`, {
    method: "POST",
    headers: {
      "content-length": body.length,
      "x-github-event": "push",
      "x-github-delivery": "half-sent",
      "x-hub-signature-256": signGithubPayload(secret, body),
    },
  });
  upload.write(body.slice(0, 50_000));
  await expect.poll(() => server.output()).toContain("incoming request");
  const stopped = server.stop("SIGTERM");
  await expect.poll(() => server.output()).toContain("finishing the requests in flight");
  upload.end(body.slice(50_000));
  const [response] = (await once(upload, "response")) as [IncomingMessage];
  expect(response.statusCode).toBe(202);
  let answer = "";
  for await (const chunk of response) answer += String(chunk);
  expect(await stopped).toBe(0);

  await using db = await openTestDatabase(file);
  const { event_id: id } = JSON.parse(answer) as { event_id: string };
  expect(await findWebhookEvent(db, id)).toMatchObject({ deliveryId: "half-sent" });
});

test("a token, a transcript, a payload and the secret never reach the log", async () => {
  await using directory = await temporaryDirectory();
  await using server = await startServerProcess(entry, {
    DUCKDB_PATH: join(directory.path, "x.db"),
    GITHUB_WEBHOOK_SECRET: secret,
    LOG_LEVEL: "trace",
  });
  const key = await adminKey(directory.path);
  const post = (path: string, body: string, headers: Record<string, string> = {}) =>
    fetch(`${server.url}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...bearer(key), ...headers },
      body,
    });
  await post(
    "/v1/commands",
    '{"input_type":"audio","status":"ok","transcript":"PRIVATE","store_transcript":true}',
  );
  await post(
    "/v1/commands",
    '{"input_type":"audio","status":"ok","transcript":"PRIVATE","intent_confidence":7}',
  );
  const proposal = '{"summary":"PRIVATE","action_type":"t","action_payload":"PRIVATE"}';
  const { token } = (await (await post("/v1/pending-actions", proposal)).json()) as {
    token: string;
  };
  await post("/v1/pending-actions/confirm", JSON.stringify({ token }));
  await post("/v1/pending-actions/confirm", JSON.stringify({ token }));
  await post("/v1/pending-actions/confirm?token=PRIVATE", "{}");
  for (const path of ["/v1/pending-actions/TOKEN", "/v1/pending-actions/TOKEN%zz", "/TOKEN;a"]) {
    await fetch(server.url + path.replace("TOKEN", token), { headers: bearer(key) });
  }
  await post("/v1/webhooks/github", '{"k":"PRIVATE"}', { "x-hub-signature-256": "sha256=PRIVATE" });
  await server.stop("SIGTERM");
  for (const word of ["PRIVATE", token, secret]) expect(server.output()).not.toContain(word);
  expect(server.output()).toContain("request completed");
});

test.for([
  [
    { HOST: "0.0.0.0" },
    1,
    /^handsfree-server: HOST is "0\.0\.0\.0", where keys would cross the network/,
  ],
  [{ PORT: "http" }, 1, /^handsfree-server: PORT is "http"/],
  [{ DUCKDB_PATH: "" }, 1, /^handsfree-server: DUCKDB_PATH is empty/],
  [{ DUCKDB_PATH: "/dev/null/x.db" }, 4, /^handsfree-server: the directory of \/dev\/null\/x\.db/],
] as const)("a start with %j fails with one line", async ([settings, exitCode, line]) => {
  const { code, stderr } = await runNode(entry, [], {
    env: { DUCKDB_PATH: ":memory:", PORT: "0", ...settings },
  });
  expect(code).toBe(exitCode);
  expect(stderr).toMatch(line);
  expect(stderr.trimEnd().split("\n")).toHaveLength(1);
});

test("a file and a port that another server holds are one line each", async () => {
  await using directory = await temporaryDirectory();
  const file = join(directory.path, "x.db");
  await using server = await startServerProcess(entry, { DUCKDB_PATH: file });
  const sameFile = await runNode(entry, [], { env: { DUCKDB_PATH: file, PORT: "0" } });
  expect(sameFile).toMatchObject({ code: 4, stdout: "" });
  expect(sameFile.stderr).toMatch(/^handsfree-server: .*x\.db is held by process \d+ .*\n$/);
  const port = new URL(server.url).port;
  const samePort = await runNode(entry, [], {
    env: { DUCKDB_PATH: ":memory:", PORT: port, LOG_LEVEL: "silent" },
  });
  expect(samePort.code).toBe(1);
  expect(samePort.stderr).toMatch(/^handsfree-server: .*EADDRINUSE.*\n$/);
});
