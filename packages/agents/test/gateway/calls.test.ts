import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { GatewayOptions } from "../../src/entries/gateway.ts";
import { HandsFree } from "./handsfree.ts";
import { RawAgent } from "./raw-agent.ts";

const counting = fileURLToPath(new URL("counting-server.ts", import.meta.url));
let handsfree: HandsFree;
let file = "";
let runs = 0;

beforeAll(async () => {
  handsfree = await HandsFree.start();
  await handsfree.setPolicies(
    "{ name: denied, match: { types: [denied.*] }, deny: not on Sundays }",
    "{ name: allowed, match: { types: [allowed.*] }, allow: true }",
    "{ name: asked, match: { types: [asked*.*] }, ask: as_proposed }",
  );
});
afterAll(() => handsfree[Symbol.asyncDispose]());
beforeEach(() => {
  runs += 1;
  file = join(handsfree.folder, `calls-${runs}.txt`);
});

function agent(name: string, options: Partial<GatewayOptions> = {}): RawAgent {
  return new RawAgent({
    handsfree: { url: handsfree.url, key: handsfree.key },
    mcpServer: { command: [process.execPath, counting, file] },
    name,
    directory: handsfree.folder,
    ...options,
  });
}

/** The lines that the MCP server got. */
async function received(): Promise<string[]> {
  const text = await readFile(file, "utf8").catch(() => "");
  return text.split("\n").filter((line) => line !== "");
}

/** Waits until the MCP server has so many lines. */
async function untilReceived(count: number): Promise<void> {
  while ((await received()).length < count) await new Promise((resolve) => setTimeout(resolve, 20));
}

const end = async (gateway: RawAgent): Promise<number> => {
  gateway.stdin.end();
  return gateway.exitCode;
};

/** The one action of a type. */
async function actionOf(type: string) {
  const { items } = await handsfree.client.pendingActions
    .list({ action_type: type, state: "all" })
    .page();
  const [{ id } = { id: "none" }] = items;
  return { count: items.length, ...(await handsfree.client.pendingActions.get(id)) };
}

test("an allowed call reaches the MCP server to the byte, and its record has a digest of the result alone", async () => {
  await using gateway = agent("allowed");
  const given = '{ "b": 12345678901234567890, "10": 1.50, "2": "\\u00e9é", "a": [1E400, -0] }';
  gateway.call(1, "append", given, ', "_meta": {"x": 1}');
  expect(await gateway.answer()).toEqual({ id: 1, said: "appended" });
  expect(await end(gateway)).toBe(0);
  expect(await gateway.stderr).toBe("counting\n");
  const result = '{"content":[{"type":"text","text":"appended"}]}';
  const params = `{"name":"append","arguments":${given}, "_meta": {"x": 1}}`;
  expect(await received()).toEqual([
    `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":${params}}`,
  ]);
  expect(await actionOf("allowed.append")).toMatchObject({
    count: 1,
    state: "succeeded",
    summary: "Run append of allowed with 10 1.50, 2 éé, a a list of 2, b 12345678901234567890",
    result: {
      sha256: createHash("sha256").update(result).digest("hex"),
      bytes: result.length,
      is_error: false,
    },
  });
});

test("other messages pass as they are, in both directions", async () => {
  await using gateway = agent("allowed");
  const list = '{"jsonrpc": "2.0", "id": 7, "method": "tools/list", "params": {"cursor": 1.0}}';
  gateway.send(list);
  gateway.send('{"jsonrpc":"2.0","method":"notifications/odd"}');
  gateway.send('{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":99}}');
  expect(await gateway.answer()).toMatchObject({ id: 7, result: { tools: { length: 4 } } });
  await end(gateway);
  expect((await received()).slice(0, 1)).toEqual([list]);
  expect(await received()).toHaveLength(3);
});

test("a denied call does not run, and the model reads why", async () => {
  await using gateway = agent("denied");
  gateway.call("a", "append");
  expect(await gateway.answer()).toEqual({
    id: "a",
    error: "A policy denies this call. Reason: not on Sundays",
  });
  await end(gateway);
  expect(await received()).toEqual([]);
});

test("a call waits for people, and runs once they approve", async () => {
  await using gateway = agent("asked");
  gateway.call(1, "append", '{"to":"a","password":"hunter2"}', ',"_meta":{"progressToken":"p"}');
  const notice = await gateway.answer();
  expect(notice).toEqual({
    jsonrpc: "2.0",
    method: "notifications/progress",
    params: {
      progressToken: "p",
      progress: 0.001,
      message: "Waits for approval: Run append of asked with password (not said), to a",
    },
  });
  expect(await received()).toEqual([]);
  const { id, payload_digest } = await handsfree.question("asked.append");
  await handsfree.client.pendingActions.approve(id, { payload_digest });
  expect(await gateway.answer()).toEqual({ id: 1, said: "appended" });
  await end(gateway);
  expect(await received()).toHaveLength(1);
});

test("a rejected call does not run, and the model reads the person's reason", async () => {
  await using gateway = agent("asked2");
  gateway.call(1, "append");
  const { id, payload_digest } = await handsfree.question("asked2.append");
  await handsfree.client.pendingActions.reject(id, { payload_digest, reason: "use a branch" });
  expect(await gateway.answer()).toEqual({
    id: 1,
    error: "A person rejected this call. Reason: use a branch",
  });
  await end(gateway);
  expect(await received()).toEqual([]);
});

test("a call that no one answers in time does not run, and the same call resumes its question", async () => {
  await using first = agent("asked3", { wait: 10 });
  first.call(1, "append", '{"a":1,"b":2}');
  expect(await first.answer()).toMatchObject({
    id: 1,
    error: expect.stringContaining("No one has answered yet") as string,
  });
  const { id, payload_digest } = await handsfree.question("asked3.append");
  await end(first);
  await using second = agent("asked3");
  second.call(5, "append", '{"b":2,"a":1}');
  await handsfree.client.pendingActions.approve(id, { payload_digest });
  expect(await second.answer()).toEqual({ id: 5, said: "appended" });
  await end(second);
  expect((await actionOf("asked3.append")).count).toBe(1);
  expect(await received()).toHaveLength(1);
});

test("arguments that a person changed are what runs", async () => {
  await using gateway = agent("asked4", { editable: true });
  gateway.call(1, "append", '{"n":1}', ',"_meta":{"big":12345678901234567890}');
  const { id, payload_digest } = await handsfree.question("asked4.append");
  const change = { payload_digest, action_payload: { n: 2, more: [1.5] } };
  const { action } = await handsfree.client.pendingActions.edit(id, change);
  const { payload_digest: changed } = action;
  await handsfree.client.pendingActions.approve(id, { payload_digest: changed });
  expect(await gateway.answer()).toEqual({ id: 1, said: "appended" });
  await end(gateway);
  expect(await received()).toEqual([
    '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"append","arguments":{"n":2,"more":[1.5]},"_meta":{"big":12345678901234567890}}}',
  ]);
});

test("a call that the agent cancels while it waits never reaches the MCP server, and its question stays", async () => {
  await using gateway = agent("asked5");
  gateway.call(1, "append");
  const { id } = await handsfree.question("asked5.append");
  gateway.send('{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}');
  gateway.send('{"jsonrpc":"2.0","id":2,"method":"ping"}');
  await gateway.answer();
  await end(gateway);
  expect((await received()).map((line) => (JSON.parse(line) as { method: string }).method)).toEqual(
    ["ping"],
  );
  expect((await handsfree.client.pendingActions.get(id)).state).toBe("pending");
});

test("the same call that is made again while it waits takes the place of the first one", async () => {
  await using gateway = agent("asked6");
  gateway.call(1, "append");
  const { id, payload_digest } = await handsfree.question("asked6.append");
  gateway.call(2, "append");
  expect(await gateway.answer()).toEqual({
    id: 1,
    error: "The same call was made again, and that one waits now.",
  });
  await handsfree.client.pendingActions.approve(id, { payload_digest });
  expect(await gateway.answer()).toEqual({ id: 2, said: "appended" });
  await end(gateway);
  expect(await received()).toHaveLength(1);
});

test("allowed calls that are the same and come together all run, one after the other", async () => {
  await using gateway = agent("allowed");
  for (const id of [1, 2, 3]) gateway.call(id, "append", '{"same":true}');
  const answers = [await gateway.answer(), await gateway.answer(), await gateway.answer()];
  expect(answers).toEqual([1, 2, 3].map((id) => ({ id, said: "appended" })));
  await end(gateway);
  expect(await received()).toHaveLength(3);
});

test("an error of the tool is recorded as a failure, without what it says", async () => {
  await using gateway = agent("allowed");
  gateway.call(1, "fail");
  expect(await gateway.answer()).toEqual({ id: 1, error: "no" });
  await end(gateway);
  expect(await actionOf("allowed.fail")).toMatchObject({
    state: "failed",
    error: "the tool answered with an error",
    result: { is_error: true },
  });
});

test("the exit code of the MCP server is that of the gateway, and the calls it had are not known and not repeated", async () => {
  await using gateway = agent("allowed");
  gateway.call(1, "slow");
  await untilReceived(1);
  gateway.call(2, "die");
  const unknown = "The MCP server ended before it answered, so what the call did is not known.";
  const answers = [await gateway.answer(), await gateway.answer()];
  expect(answers).toHaveLength(2);
  for (const id of [1, 2]) expect(answers).toContainEqual({ id, error: unknown });
  expect(await gateway.exitCode).toBe(7);
  expect(await received()).toHaveLength(2);
  expect(await actionOf("allowed.die")).toMatchObject({
    state: "failed",
    error: "the MCP server ended before it answered, so what the call did is not known",
  });
});

test("an agent that goes away ends the MCP server, and a call that runs is not known", async () => {
  await using gateway = agent("allowed2");
  await handsfree.setPolicies("{ name: all, match: { types: [allowed2.*] }, allow: true }");
  gateway.call(1, "slow");
  await untilReceived(1);
  expect(await end(gateway)).toBe(0);
  expect(await actionOf("allowed2.slow")).toMatchObject({ state: "failed" });
});

test("without the server nothing runs", async () => {
  await using gateway = agent("allowed", {
    handsfree: { url: "http://127.0.0.1:9", key: handsfree.key },
  });
  gateway.call(1, "append");
  expect(await gateway.answer()).toMatchObject({
    id: 1,
    error: expect.stringMatching(
      /^HandsFree could not be asked, so the call did not run/,
    ) as string,
  });
  await end(gateway);
  expect(await received()).toEqual([]);
});
