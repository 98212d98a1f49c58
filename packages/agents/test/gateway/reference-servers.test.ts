import { execFileSync } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { HandsFree } from "./handsfree.ts";
import { referenceServer, SdkAgent } from "./sdk-agent.ts";

let handsfree: HandsFree;

beforeAll(async () => {
  handsfree = await HandsFree.start();
  await handsfree.setPolicies(
    "{ name: writes, match: { types: [files.write_file] }, ask: as_proposed }",
    "{ name: no deletion, match: { types: [memory.delete_entities] }, deny: memories stay }",
    "{ name: others, match: {}, allow: true }",
  );
});
afterAll(() => handsfree[Symbol.asyncDispose]());

test("the filesystem server reads at once, and writes after a person approved", async () => {
  const folder = join(handsfree.folder, "files");
  await mkdir(folder);
  await writeFile(join(folder, "a.txt"), "one");
  const server = referenceServer("@modelcontextprotocol/server-filesystem");
  await using agent = await SdkAgent.start(handsfree, "files", [server, folder]);
  const { tools } = await agent.client.listTools();
  expect(tools.map(({ name }) => name)).toContain("write_file");
  expect(await agent.call("read_text_file", { path: join(folder, "a.txt") })).toBe("one");
  const path = join(folder, "b.txt");
  const writing = agent.call("write_file", { path, content: "two" });
  const { id, payload_digest } = await handsfree.question("files.write_file");
  await expect(readFile(path)).rejects.toThrow("ENOENT");
  await handsfree.client.pendingActions.approve(id, { payload_digest });
  expect(await writing).toMatch(/^Successfully wrote/);
  expect(await readFile(path, "utf8")).toBe("two");
});

test("the memory server keeps what is allowed, and loses nothing that a policy keeps", async () => {
  const server = referenceServer("@modelcontextprotocol/server-memory");
  await using agent = await SdkAgent.start(handsfree, "memory", [server]);
  const entities = [
    { name: `HandsFree ${handsfree.folder}`, entityType: "product", observations: ["asks"] },
  ];
  await agent.call("create_entities", { entities });
  expect(await agent.call("delete_entities", { entityNames: [entities[0]?.name] })).toBe(
    "error: A policy denies this call. Reason: memories stay",
  );
  expect(await agent.call("search_nodes", { query: handsfree.folder })).toContain("asks");
});

test("the everything server: progress, logging, resources, prompts, sampling, elicitation, roots and cancellation", async () => {
  const server = referenceServer("@modelcontextprotocol/server-everything");
  const capabilities = { sampling: {}, elicitation: {}, roots: { listChanged: true } };
  await using agent = await SdkAgent.start(handsfree, "everything", [server], { capabilities });
  const { client } = agent;
  const asked: string[] = [];
  client.setRequestHandler("sampling/createMessage", async () => {
    asked.push("sampling");
    return { model: "m", role: "assistant", content: { type: "text", text: "a sample" } };
  });
  client.setRequestHandler("elicitation/create", async () => {
    asked.push("elicitation");
    return { action: "decline" };
  });
  client.setRequestHandler("roots/list", async () => {
    asked.push("roots");
    return { roots: [{ uri: "file:///a", name: "a root" }] };
  });
  const { tools } = await client.listTools();
  const names = tools.map(({ name }) => name);
  expect(names).toContain("echo");
  expect(await agent.call("echo", { message: "hallo" })).toBe("Echo: hallo");
  const { resources } = await client.listResources();
  const [resource] = resources;
  expect((await client.readResource({ uri: resource?.uri ?? "" })).contents).toHaveLength(1);
  const { prompts } = await client.listPrompts();
  expect(prompts.length).toBeGreaterThan(0);
  await client.ping();

  const steps: number[] = [];
  await client.callTool(
    { name: "trigger-long-running-operation", arguments: { duration: 0.4, steps: 4 } },
    { onprogress: ({ progress }) => void steps.push(progress) },
  );
  // The SDK forgets a request at its answer, and so a last step that comes with it.
  expect(steps.slice(0, 3)).toEqual([1, 2, 3]);
  expect(await agent.call("trigger-sampling-request", { prompt: "hi", maxTokens: 5 })).toContain(
    "a sample",
  );
  await agent.call("trigger-elicitation-request", {});
  expect(await agent.call("get-roots-list", {})).toContain("a root");
  expect(asked.toSorted()).toEqual(expect.arrayContaining(["elicitation", "roots", "sampling"]));

  const abort = new AbortController();
  const given = { duration: 60, steps: 60 };
  const long = client.callTool(
    { name: "trigger-long-running-operation", arguments: given },
    { signal: abort.signal, onprogress: () => abort.abort(new Error("enough")) },
  );
  await expect(long).rejects.toThrow("enough");
  expect(await agent.call("echo", { message: "still here" })).toBe("Echo: still here");
});

test("a git server that is not of the protocol's makers commits what is approved", async () => {
  const folder = join(handsfree.folder, "repository");
  await mkdir(folder);
  const git = (...args: string[]): string =>
    execFileSync("git", args, { cwd: folder, encoding: "utf8" }).trim();
  git("init", "--quiet");
  git("config", "user.name", "agent");
  git("config", "user.email", "agent@example.org");
  await writeFile(join(folder, "a.txt"), "one");
  git("add", "a.txt");
  const server = referenceServer("@cyanheads/git-mcp-server");
  await using agent = await SdkAgent.start(handsfree, "git", [server]);
  await agent.call("git_commit", { path: folder, message: "Add a file" });
  expect(git("log", "--format=%s")).toBe("Add a file");
});
