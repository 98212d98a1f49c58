import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createClient } from "@handsfree/client";
import { runNode, startServerProcess, temporaryDirectory } from "@handsfree/testkit";
import { expect, test } from "vitest";

const file = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const source = (name: string): string => file(`../src/agents/${name}.ts`);

test("the agent deploys what a person approves, and reads why it must not", async () => {
  await using directory = await temporaryDirectory();
  const keyFile = join(directory.path, "admin-key");
  await using server = await startServerProcess(file("../../apps/server/src/main.ts"), {
    DUCKDB_PATH: join(directory.path, "handsfree.db"),
    ADMIN_KEY_FILE: keyFile,
  });
  const key = (await readFile(keyFile, "utf8")).trim();
  const { pendingActions } = createClient({ url: server.url, key });
  const env = { HANDSFREE_URL: server.url, HANDSFREE_KEY: key };
  const waiting = async () => (await pendingActions.list().page()).items;

  const approved = runNode(source("scripted"), [], { env });
  await expect.poll(waiting, { timeout: 60_000 }).toHaveLength(1);
  for (const { id, display, payload_digest } of await waiting()) {
    expect(display.summary).toBe("Call deploy with version 4.2.0");
    await pendingActions.approve(id, { payload_digest });
  }
  expect(await approved).toEqual({
    code: 0,
    stdout: "deploying 4.2.0\ndeployed 4.2.0\n",
    stderr: "",
  });

  const rejected = runNode(source("scripted"), [], { env });
  await expect.poll(waiting, { timeout: 60_000 }).toHaveLength(1);
  for (const { id, payload_digest } of await waiting()) {
    await pendingActions.reject(id, { payload_digest, reason: "not on Friday" });
  }
  expect(await rejected).toEqual({
    code: 0,
    stdout: "CallRefused: A person rejected this call. Reason: not on Friday\n",
    stderr: "",
  });
});

test("the README of the agents has the programs of this folder", async () => {
  const readme = await readFile(file("../../packages/agents/README.md"), "utf8");
  for (const name of ["ask", "ai-sdk", "ai-sdk-pause", "openai-agents", "langgraph"]) {
    expect(readme).toContain(`\`\`\`ts\n${await readFile(source(name), "utf8")}\`\`\``);
  }
});
