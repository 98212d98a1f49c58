import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { createClient } from "@handsfree/client";
import { keepSecrets, startServerProcess, temporaryDirectory } from "@handsfree/testkit";
import { expect, test } from "vitest";
// @boundaries-ignore tests of a command start the server as the tests of the server do
import { adminKey } from "../../../server/test/callers.ts";
import { entry, handsfreeProcess } from "../handsfree.ts";
import { AskedApi, bash, decisionOf } from "./asked-api.ts";

const serverEntry = fileURLToPath(new URL("../../../server/src/main.ts", import.meta.url));

/** Starts the hook as an agent does. */
function start(
  message: object,
  env: Record<string, string>,
): ChildProcess & { answer: Promise<string> } {
  const child = spawn(
    process.execPath,
    ["--conditions=@handsfree/source", entry, "hook", "claude-code"],
    { env: { PATH: process.env["PATH"] ?? "", ...env }, stdio: ["pipe", "pipe", "inherit"] },
  );
  child.stdin.end(JSON.stringify(message));
  return Object.assign(child, { answer: text(child.stdout) });
}

async function kill(child: ChildProcess): Promise<void> {
  const ended = once(child, "close");
  child.kill("SIGKILL");
  await ended;
}

/** Stands before a server, and calls `interrupt` in place of handing on its answer to the first request of a path. */
async function interrupting(
  target: string,
  path: string,
  interrupt: () => Promise<void>,
): Promise<AsyncDisposable & { url: string }> {
  let hasInterrupted = false;
  const handOn = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = "GET", url = "", headers } = request;
    const body = method === "GET" ? null : await text(request);
    const { authorization = "", "idempotency-key": key = "" } = headers;
    const answer = await fetch(target + url, {
      method,
      body,
      headers: {
        authorization,
        ...(key !== "" && { "idempotency-key": String(key) }),
        ...(body !== null && { "content-type": "application/json" }),
      },
    });
    const sent = await answer.text();
    if (url === path && !hasInterrupted) {
      hasInterrupted = true;
      await interrupt();
      response.destroy();
      return;
    }
    response.writeHead(answer.status, { "content-type": answer.headers.get("content-type") ?? "" });
    response.end(sent);
  };
  const server = createServer((request, response) => void handOn(request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

test("a hook that is killed while it waits leaves the question, which the retried call resumes", async () => {
  await using asked = await AskedApi.start();
  const killed = start(bash("make"), asked.env);
  const { id } = await asked.waiting();
  await kill(killed);
  expect(await killed.answer).toBe("");
  expect(await asked.approve()).toBe(id);
  const answer = await start(bash("make"), asked.env).answer;
  expect(answer).toContain('"allow"');
});

test("a hook that is killed before it knows its question asks no second one", async () => {
  await using asked = await AskedApi.start();
  let child: ChildProcess | undefined;
  const path = "/v1/pending-actions";
  await using between = await interrupting(asked.env["HANDSFREE_URL"] ?? "", path, async () => {
    if (child !== undefined) await kill(child);
  });
  const first = start(bash("make"), { ...asked.env, HANDSFREE_URL: between.url });
  child = first;
  expect(await first.answer).toBe("");
  const { id } = await asked.waiting();
  const again = start(bash("make"), asked.env);
  expect(await asked.approve()).toBe(id);
  expect(await again.answer).toContain('"allow"');
});

test("a hook that is killed after it took the permission runs nothing, and nothing runs twice", async () => {
  await using asked = await AskedApi.start();
  let child: ChildProcess | undefined;
  const path = "/v1/pending-actions/claim";
  await using between = await interrupting(asked.env["HANDSFREE_URL"] ?? "", path, async () => {
    if (child !== undefined) await kill(child);
  });
  const first = start(bash("make"), { ...asked.env, HANDSFREE_URL: between.url });
  child = first;
  const id = await asked.approve();
  expect(await first.answer).toBe("");
  const retried = decisionOf(await asked.hook("claude-code", bash("make")));
  expect(retried.permissionDecision).toBe("deny");
  expect(retried.permissionDecisionReason).toContain("has begun already");
  expect(await asked.person.pendingActions.get(id)).toMatchObject({ state: "executing" });
});

test("a hook goes on waiting while the server is killed and started again", async () => {
  await using directory = await temporaryDirectory();
  const DUCKDB_PATH = join(directory.path, "handsfree.db");
  await using first = await startServerProcess(serverEntry, { DUCKDB_PATH });
  const key = await adminKey(directory.path);
  await keepSecrets([key]);
  const env = { HANDSFREE_URL: first.url, HANDSFREE_KEY: key, XDG_STATE_HOME: directory.path };
  const hook = start(bash("make"), env);
  const client = createClient({ url: first.url, key });
  const list = async () => (await client.pendingActions.list().page()).items;
  await expect.poll(list, { timeout: 60_000 }).toHaveLength(1);
  await first.stop("SIGKILL");
  const { port } = new URL(first.url);
  await using _second = await startServerProcess(serverEntry, { DUCKDB_PATH, PORT: port });
  const [{ id, payload_digest } = { id: "", payload_digest: "" }] = await list();
  await client.pendingActions.approve(id, { payload_digest });
  expect(await hook.answer).toContain('"allow"');
});

test("the hook loads none of the other commands, and no database", async () => {
  await using directory = await temporaryDirectory();
  const file = join(directory.path, "loaded.txt");
  const hooks = `import { appendFileSync } from "node:fs"; import { registerHooks } from "node:module";
    registerHooks({ load(url, context, next) { appendFileSync(${JSON.stringify(file)}, url + "\\n"); return next(url, context); } });`;
  const { code, stdout } = await handsfreeProcess(["hook", "claude-code"], {
    input: JSON.stringify(bash("make")),
    env: {
      NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(hooks)}`,
      HANDSFREE_URL: "http://127.0.0.1:1",
      HANDSFREE_KEY: "k",
    },
  });
  expect(code).toBe(0);
  expect(stdout).toContain("no connection to the server");
  const loaded = (await readFile(file, "utf8")).trim().split("\n");
  const folders = new Set(
    loaded
      .filter((url) => url.startsWith("file:"))
      .map(
        (url) =>
          /\/((?:packages|apps)\/\w+|node_modules\/.*)\/(?:src|dist)\//.exec(url)?.[1] ?? url,
      ),
  );
  expect([...folders].toSorted()).toEqual(["apps/cli", "packages/agents", "packages/client"]);
  // It has the classes of fetch among its exports, so that all of fetch is loaded.
  expect(loaded).not.toContain("node:http");
});
