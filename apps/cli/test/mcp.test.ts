import { readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createClient, type HandsFreeClient } from "@handsfree/client";
import { keepSecrets, startServerProcess, temporaryDirectory } from "@handsfree/testkit";
import { Client as Client2 } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { Client as Client1 } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport as Transport1 } from "@modelcontextprotocol/sdk/client/stdio.js";
import { describe, expect, test } from "vitest";
import { entry, failure, handsfree } from "./handsfree.ts";

const serverEntry = fileURLToPath(new URL("../../server/src/main.ts", import.meta.url));
const question = {
  summary: "Merge octo/repo#12",
  action_type: "merge_pr",
  action_payload: { number: 12 },
};

describe("settings that are wrong are told in one line", () => {
  test.for<[Record<string, string>, number, RegExp]>([
    [{}, 2, /no server is named/],
    [{ HANDSFREE_URL: "http://example.org", HANDSFREE_KEY: "k" }, 2, /with TLS/],
    [{ HANDSFREE_URL: "http://127.0.0.1:1" }, 2, /no key is given/],
    [
      { HANDSFREE_URL: "http://127.0.0.1:1", HANDSFREE_KEY: "k", HANDSFREE_DECIDER_KEY: "a b" },
      2,
      /HANDSFREE_DECIDER_KEY is no key/,
    ],
  ])("%j", async ([env, code, pattern]) => {
    expect(await handsfree(["mcp"], { env })).toEqual(failure(code, pattern));
  });
});

test("a host that closes the input ends the server, without a failure", async () => {
  const env = { HANDSFREE_URL: "http://127.0.0.1:1", HANDSFREE_KEY: "k" };
  expect(await handsfree(["mcp"], { env })).toEqual({ code: 0, stdout: "", stderr: "" });
});

test("a wait over standard input and output outlives the kill of the server, for both SDKs", async () => {
  await using directory = await temporaryDirectory();
  const env = { DUCKDB_PATH: join(directory.path, "handsfree.db") };
  const killed = await startServerProcess(serverEntry, env);
  const { url } = killed;
  const keyFile = (await readdir(directory.path)).find((name) => name.endsWith(".admin-key")) ?? "";
  const key = (await readFile(join(directory.path, keyFile), "utf8")).trim();
  await keepSecrets([key]);
  await writeFile(join(directory.path, "agent-key"), `${key}\n`);
  const person = createClient({ url, key, retries: 100 });
  const settings = {
    command: process.execPath,
    args: ["--conditions=@handsfree/source", entry, "mcp"],
    cwd: directory.path,
    env: {
      PATH: process.env["PATH"] ?? "",
      NODE_COMPILE_CACHE: join(tmpdir(), "handsfree-compile-cache"),
      HANDSFREE_URL: url,
      HANDSFREE_KEY_FILE: "agent-key",
    },
    stderr: "pipe" as const,
  };
  const first = new Client1({ name: "first", version: "1" });
  const second = new Client2({ name: "second", version: "1" });
  // A busy machine takes longer than the default to start a program.
  const patience = { timeout: 110_000 };
  await first.connect(new Transport1(settings), patience);
  await second.connect(new StdioClientTransport(settings), patience);
  try {
    const asked = { name: "request_approval", arguments: { ...question, wait_seconds: 600 } };
    const options = { timeout: 600_000 };
    const calls = Promise.all([
      first.callTool(asked, undefined, options),
      second.callTool(asked, options),
    ]);
    // Two questions, since two hosts ask.
    await waitFor(person, 2);
    await killed.stop("SIGKILL");
    await using _again = await startServerProcess(serverEntry, {
      ...env,
      PORT: new URL(url).port,
    });
    for (const { id, payload_digest } of await waitFor(person, 2)) {
      await person.pendingActions.approve(id, { payload_digest });
    }
    for (const { structuredContent, isError } of await calls) {
      const content = structuredContent as Record<string, unknown>;
      await keepSecrets([String(content["lease_token"])]);
      expect({ isError: isError === true, ...content }).toMatchObject({
        isError: false,
        outcome: "approved",
        action_payload: question.action_payload,
      });
    }
  } finally {
    await Promise.all([first.close(), second.close()]);
  }
});

async function waitFor({ pendingActions }: HandsFreeClient, count: number) {
  for (;;) {
    const { items } = await pendingActions.list().page();
    if (items.length === count) return items;
  }
}
