import { setTimeout as sleep } from "node:timers/promises";
import { createClient } from "@handsfree/client";
import { expect, test } from "vitest";
import { parseExactly } from "../../src/gateway/exact-message.ts";
import { Gateway } from "../../src/gateway/gateway.ts";
import type { Upstream } from "../../src/gateway/upstream/upstream.ts";

/** A gateway whose HandsFree answers nothing, so that each call waits, and what passes it. */
function gatewayWithoutAnswers() {
  const [sent, told]: [string[], unknown[]] = [[], []];
  const upstream: Upstream = {
    run: async () => 0,
    ready: async () => undefined,
    send: async (text) => void sent.push(text),
    close: async () => undefined,
  };
  const asked: unknown[] = [];
  const gateway = new Gateway({
    reporter: createClient({ url: "http://127.0.0.1:9", key: "key" }),
    client: createClient({
      url: "http://127.0.0.1:9",
      key: "key",
      parseJson: parseExactly,
      fetch: (_url, init) => {
        asked.push(JSON.parse(init?.body as string));
        return new Promise((_resolve, reject) => {
          init?.signal?.addEventListener("abort", () => reject(new Error("aborted")));
        });
      },
    }),
    upstream,
    tell: async (line) => void told.push(JSON.parse(line.toString())),
    name: "x",
    scope: "test",
    wait: 1000,
    editable: false,
    excerptLength: 0,
  });
  const take = async (line: string | Uint8Array): Promise<void> => {
    await gateway.fromAgent(typeof line === "string" ? Buffer.from(line) : line);
    await sleep(0);
  };
  return { gateway, take, sent, told, asked };
}

const call = '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"rm"}}';

test.for([
  ["no JSON", "rm -rf /", -32700],
  ["no UTF-8", Buffer.from([0x22, 0xff, 0x22]), -32700],
  ["a byte order mark", `\uFEFF${call}`, -32700],
  [
    "two methods",
    '{"jsonrpc":"2.0","id":1,"method":"ping","method":"tools/call","params":{"name":"rm"}}',
    -32600,
  ],
  [
    "two methods, one of them escaped",
    '{"id":1,"method":"tools/call","\\u006d\\u0065\\u0074\\u0068\\u006f\\u0064":"ping"}',
    -32600,
  ],
  [
    "two arguments of one name",
    '{"id":1,"method":"tools/call","params":{"name":"rm","arguments":{"a":{"p":1,"p":2}}}}',
    -32600,
  ],
  ["a call of no tool", '{"id":1,"method":"tools/call","params":{}}', -32600],
  [
    "arguments that are no object",
    '{"id":1,"method":"tools/call","params":{"name":"rm","arguments":["/"]}}',
    -32600,
  ],
  ["a call that wants no answer", '{"method":"tools/call","params":{"name":"rm"}}', -32600],
  ["an id that is no id", '{"id":{"a":1},"method":"tools/call","params":{"name":"rm"}}', -32600],
] as const)("%s is refused and passes nothing", async ([, line, code]) => {
  const { take, sent, told, asked } = gatewayWithoutAnswers();
  await take(line);
  expect(sent).toEqual([]);
  expect(asked).toEqual([]);
  expect(told).toMatchObject([{ error: { code } }]);
});

test("a call within a batch is asked for, and the rest of the batch passes", async () => {
  const { gateway, take, sent, asked } = gatewayWithoutAnswers();
  await take(`[{"jsonrpc":"2.0","id":5,"method":"ping","params":{"n":1.50}},${call}]`);
  expect(sent).toEqual(['{"jsonrpc":"2.0","id":5,"method":"ping","params":{"n":1.50}}']);
  expect(asked).toMatchObject([{ action_type: "x.rm", action_payload: {}, max_attempts: 1 }]);
  gateway.agentEnded();
  await gateway.finished();
});

test("no line ends within a message: some readers take the rest for another message", async () => {
  const { take, sent } = gatewayWithoutAnswers();
  await take(`{"jsonrpc":"2.0","method":"x","params":[\r${call}\r]}`);
  expect(sent).toEqual([`{"jsonrpc":"2.0","method":"x","params":[ ${call} ]}`]);
});

test("an answer of the MCP server to a call that it does not have reaches no one", async () => {
  const { gateway, take, told } = gatewayWithoutAnswers();
  await take(call);
  await gateway.fromUpstream(Buffer.from('{"jsonrpc":"2.0","id":1,"result":{"content":[]}}'));
  await gateway.fromUpstream(Buffer.from('{"jsonrpc":"2.0","id":2,"result":{}}'));
  expect(told).toEqual([{ jsonrpc: "2.0", id: 2, result: {} }]);
  gateway.agentEnded();
  await gateway.finished();
});

test("a request with the id of a call that is open is refused", async () => {
  const { gateway, take, sent, told } = gatewayWithoutAnswers();
  await take(call);
  await take('{"jsonrpc":"2.0","id":1.0,"method":"ping"}');
  expect(sent).toEqual([]);
  expect(told).toMatchObject([{ id: 1, error: { code: -32600 } }]);
  gateway.agentEnded();
  await gateway.finished();
});

test("at most a thousand calls are open", async () => {
  const { gateway, take, told, asked } = gatewayWithoutAnswers();
  for (let id = 0; id <= 1000; id += 1) {
    await gateway.fromAgent(
      Buffer.from(call.replace('"id":1', `"id":${id}`).replace("rm", `rm${id}`)),
    );
  }
  await sleep(10);
  expect(asked).toHaveLength(1000);
  expect(told).toMatchObject([
    {
      id: 1000,
      result: {
        isError: true,
        content: [{ text: expect.stringMatching(/^Too many calls/) as string }],
      },
    },
  ]);
  await take('{"jsonrpc":"2.0","id":5,"method":"ping"}');
  gateway.agentEnded();
  await gateway.finished();
});
