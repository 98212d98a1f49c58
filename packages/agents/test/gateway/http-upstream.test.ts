import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { createMcpHandler, McpServer } from "@modelcontextprotocol/server";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import type { GatewayOptions } from "../../src/entries/gateway.ts";
import { EverythingServer } from "./everything-server.ts";
import { HandsFree } from "./handsfree.ts";
import {
  answerByFetch,
  answerJson,
  type Answering,
  beginEvents,
  HttpDouble,
} from "./http-double.ts";
import { RawAgent } from "./raw-agent.ts";
import { SdkAgent } from "./sdk-agent.ts";

let handsfree: HandsFree;

beforeAll(async () => {
  handsfree = await HandsFree.start();
  await handsfree.setPolicies(
    "{ name: asked, match: { types: [everything.echo] }, ask: as_proposed }",
    "{ name: others, match: {}, allow: true }",
  );
});
afterAll(() => handsfree[Symbol.asyncDispose]());

function agentOf(url: string, options: Partial<GatewayOptions> = {}, token?: string): RawAgent {
  return new RawAgent({
    handsfree: { url: handsfree.url, key: handsfree.key },
    mcpServer: { url, token },
    name: "remote",
    directory: handsfree.folder,
    ...options,
  });
}

/** The id of the request that a server got. */
const idOf = (body: string): unknown => (JSON.parse(body) as { id?: unknown }).id;

const answerText = (body: string, said = "done"): string =>
  JSON.stringify({
    jsonrpc: "2.0",
    id: idOf(body),
    result: { content: [{ type: "text", text: said }] },
  });

test("the everything server: its lists as they are, calls at once and after a person decided, progress, sampling, and the end of its session", async () => {
  await using server = await EverythingServer.start(handsfree.folder);
  const capabilities = { sampling: {} };
  const direct = new Client({ name: "agent", version: "1.0.0" }, { capabilities });
  await direct.connect(new StreamableHTTPClientTransport(new URL(server.url)));
  const { tools } = await direct.listTools();
  await direct.close();
  {
    await using agent = await SdkAgent.start(handsfree, "everything", server.url, { capabilities });
    const { client } = agent;
    client.setRequestHandler("sampling/createMessage", async () => ({
      model: "m",
      role: "assistant",
      content: { type: "text", text: "a sample" },
    }));
    expect((await client.listTools()).tools).toEqual(tools);
    expect(await agent.call("get-sum", { a: 2, b: 3 })).toContain("5");

    const approved = agent.call("echo", { message: "hallo" });
    const { id, payload_digest } = await handsfree.question("everything.echo");
    await handsfree.client.pendingActions.approve(id, { payload_digest });
    expect(await approved).toBe("Echo: hallo");

    const rejected = agent.call("echo", { message: "never" });
    const second = await handsfree.question("everything.echo");
    const no = { payload_digest: second.payload_digest, reason: "too loud" };
    await handsfree.client.pendingActions.reject(second.id, no);
    expect(await rejected).toBe("error: A person rejected this call. Reason: too loud");

    const steps: number[] = [];
    const long = { name: "trigger-long-running-operation", arguments: { duration: 0.4, steps: 4 } };
    await client.callTool(long, { onprogress: ({ progress }) => void steps.push(progress) });
    // The SDK forgets a request at its answer, and so a last step that comes with it.
    expect(steps.slice(0, 3)).toEqual([1, 2, 3]);
    // The question comes by the stream of the call, and the agent's answer by a request of its own.
    const asking = { prompt: "hi", maxTokens: 5 };
    expect(await agent.call("trigger-sampling-request", asking)).toContain("a sample");
  }
  expect(await server.untilSaid(/Received session termination request/g)).toHaveLength(1);
});

test("the SDK's server of the protocol of 2026 takes the headers, tells progress, and gets a cancellation", async () => {
  const cancelled = Promise.withResolvers<void>();
  const handler = createMcpHandler(() => {
    const mcp = new McpServer({ name: "sums", version: "1.0.0" });
    const inputSchema = z.object({ a: z.number() });
    mcp.registerTool("twice", { inputSchema }, async ({ a }, { mcpReq }) => {
      const params = { progressToken: "p", progress: 1 };
      await mcpReq.notify({ method: "notifications/progress", params });
      return { content: [{ type: "text", text: `${2 * a}` }] };
    });
    mcp.registerTool("long", { inputSchema }, async (_given, { mcpReq: { signal, notify } }) => {
      signal.addEventListener("abort", () => cancelled.resolve());
      const params = { progressToken: "p", progress: 1 };
      await notify({ method: "notifications/progress", params });
      await cancelled.promise;
      return { content: [] };
    });
    return mcp;
  });
  await using server = await HttpDouble.start();
  server.post = (response, request) => void answerByFetch(response, request, handler.fetch);
  await using agent = agentOf(server.url);
  const meta =
    '"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{},"io.modelcontextprotocol/clientInfo":{"name":"agent","version":"1"}';
  const more = `,"_meta":{"progressToken":"p",${meta}}`;
  const progress = {
    method: "notifications/progress",
    params: { progressToken: "p", progress: 1 },
  };
  agent.send(`{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"_meta":{${meta}}}}`);
  expect(await agent.answer()).toMatchObject({
    result: { tools: [{ name: "twice" }, { name: "long" }] },
  });
  agent.call(2, "twice", '{"a":21}', more);
  expect(await agent.answer()).toMatchObject(progress);
  expect(await agent.answer()).toEqual({ id: 2, said: "42" });
  agent.call(3, "long", '{"a":1}', more);
  expect(await agent.answer()).toMatchObject(progress);
  agent.send('{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":3}}');
  await cancelled.promise;
  expect(server.of("POST")).toHaveLength(3);
  await handler.close();
});

test("the token and the session are in each request, and the session ends with the gateway", async () => {
  await using server = await HttpDouble.start();
  server.post = (response, request) =>
    answerJson(response, request, { protocolVersion: "2025-11-25" }, { "mcp-session-id": "s1" });
  await using agent = agentOf(server.url, {}, "a-token");
  agent.send('{"jsonrpc":"2.0","id":1,"method":"initialize","params":{}}');
  expect(await agent.next()).toBe(
    '{"jsonrpc":"2.0","id":1,"result":{"protocolVersion":"2025-11-25"}}',
  );
  agent.send('{"jsonrpc":"2.0","method":"notifications/initialized"}');
  agent.send('{"jsonrpc":"2.0","id":2,"method":"ping"}');
  await agent.next();
  agent.stdin.end();
  expect(await agent.exitCode).toBe(0);
  const [first, ...later] = server.requests;
  expect(first?.headers).toMatchObject({ authorization: "Bearer a-token" });
  expect(first?.headers).not.toHaveProperty("mcp-session-id");
  expect(later.map(({ method }) => method).toSorted()).toEqual(["DELETE", "GET", "POST", "POST"]);
  expect(later.at(-1)?.method).toBe("DELETE");
  for (const { headers } of later) {
    expect(headers).toMatchObject({
      authorization: "Bearer a-token",
      "mcp-session-id": "s1",
      "mcp-protocol-version": "2025-11-25",
    });
  }
});

test("only the answer to initialize says the version of the protocol", async () => {
  await using server = await HttpDouble.start();
  server.post = (response, request) =>
    answerJson(response, request, { protocolVersion: "no\u0000header" });
  await using agent = agentOf(server.url);
  agent.call(1, "a");
  await agent.next();
  agent.call(2, "b");
  expect(await agent.next()).toContain('"id":2,"result":{"protocolVersion"');
  expect(server.of("POST")[1]?.headers).not.toHaveProperty("mcp-protocol-version");
});

test("a redirect within its origin is followed, and no other", async () => {
  await using server = await HttpDouble.start();
  await using other = await HttpDouble.start();
  server.post = (response, request) => {
    if (request.path === "/moved") answerJson(response, request);
    else response.writeHead(307, { location: "/moved" }).end();
  };
  await using agent = agentOf(server.url, {}, "a-token");
  agent.call(1, "here");
  expect(await agent.answer()).toEqual({ id: 1, said: "done" });
  server.post = (response) => response.writeHead(308, { location: other.url }).end();
  agent.call(2, "elsewhere");
  expect(await agent.answer()).toEqual({
    id: 2,
    error:
      "The MCP server answered with the status 308 of HTTP; it leads to another address, so give that one by --url.",
  });
  expect(other.requests).toEqual([]);
});

test.for<[string, Answering, RegExp]>([
  ["401", (response) => response.writeHead(401).end(), /status 401 of HTTP; give its token by/],
  ["404", (response) => response.writeHead(404).end(), /status 404 of HTTP; its session can be/],
  ["504", (response) => response.writeHead(504).end(), /status 504 of HTTP, so what the call did/],
  ["no answer to a call", (response) => response.writeHead(202).end(), /202 .*is not known\.$/],
  [
    "an answer that is no JSON",
    (response) => response.writeHead(200, { "content-type": "application/json" }).end("{"),
    /^The MCP server gave no answer to the request, so what the call did is not known\.$/,
  ],
  [
    "an answer to another request",
    (response, request) =>
      answerJson(response, { ...request, body: request.body.replace('"id":1', '"id":9') }),
    /^The MCP server gave no answer to the request, so what the call did is not known\.$/,
  ],
  [
    "an answer that breaks off",
    (response, { body }) => {
      response.writeHead(200, { "content-type": "application/json", "content-length": 1000 });
      response.write(answerText(body), () => response.destroy());
    },
    /^The connection to the MCP server failed \([A-Z_]+\), so what the call did is not known\.$/,
  ],
  [
    "a stream that breaks off",
    (response) => {
      beginEvents(response, 'data: {"jsonrpc":"2.0",\n');
      setTimeout(() => response.destroy(), 20);
    },
    /^The MCP server ended its answer early, so what the call did is not known\.$/,
  ],
  [
    "an answer of 17 MiB",
    (response) => {
      response.writeHead(200, { "content-type": "application/json" });
      response.end(" ".repeat(17 * 2 ** 20));
    },
    /^The answer of the MCP server is larger than 16777216 bytes, so what the call did is not known/,
  ],
  [
    "an event of 17 MiB",
    (response) => beginEvents(response, `data: ${" ".repeat(17 * 2 ** 20)}\n\n`),
    /^An event of the MCP server is larger than 16777216 characters, so what the call did is not known/,
  ],
])("%s is told to the agent, and the call is sent once", async ([, post, pattern]) => {
  await using server = await HttpDouble.start();
  server.post = post;
  await using agent = agentOf(server.url);
  agent.call(1, "once");
  expect(await agent.answer()).toEqual({ id: 1, error: expect.stringMatching(pattern) as string });
  expect(server.of("POST")).toHaveLength(1);
});

test("a server that is not there ran nothing, and the gateway outlives it", async () => {
  const server = await HttpDouble.start();
  const { url } = server;
  await server[Symbol.asyncDispose]();
  await using agent = agentOf(url);
  agent.send('{"jsonrpc":"2.0","method":"notifications/initialized"}');
  agent.call(1, "never");
  expect(await agent.answer()).toEqual({
    id: 1,
    error: "The MCP server cannot be reached (ECONNREFUSED), so the call did not run.",
  });
  agent.stdin.end();
  expect(await agent.exitCode).toBe(0);
});

test("an address that fetch does not take gets nothing", async () => {
  await using agent = agentOf("http://127.0.0.1:9/mcp");
  agent.call(1, "never");
  expect(await agent.answer()).toEqual({
    id: 1,
    error: "The MCP server cannot be reached (bad port), so the call did not run.",
  });
});

test("a stream that the server ends again and again is resumed after the pauses that it gives", async () => {
  await using server = await HttpDouble.start();
  let call = "";
  server.post = (response, { body }) => {
    call = body;
    beginEvents(response, "retry: 5\nid: 0\ndata:\n\n");
    response.end();
  };
  server.get = (response, { headers }) => {
    const next = Number(headers["last-event-id"]) + 1;
    const data = next === 9 ? answerText(call, "at last") : "";
    beginEvents(response, `id: ${next}\ndata: ${data}\n\n`);
    response.end();
  };
  await using agent = agentOf(server.url);
  agent.call(1, "long");
  expect(await agent.answer()).toEqual({ id: 1, said: "at last" });
  expect(server.of("GET").map(({ headers }) => headers["last-event-id"])).toEqual(
    Array.from({ length: 9 }, (_, index) => String(index)),
  );
  expect(server.of("POST")).toHaveLength(1);
});

test("a server that is out of service for a while does not lose its answers", async () => {
  await using server = await HttpDouble.start();
  const calls: Record<string, string> = {};
  server.post = (response, { body }) => {
    const name = String(idOf(body));
    calls[name] = body;
    beginEvents(response, `retry: 5\nid: ${name}\ndata:\n\n`);
    response.end();
  };
  server.get = (response, { headers }) => {
    const name = String(headers["last-event-id"]);
    const isFirst = server.of("GET").filter(({ headers: of }) => of["last-event-id"] === name);
    if (isFirst.length > 1) {
      beginEvents(response, `data: ${answerText(calls[name] ?? "")}\n\n`);
      response.end();
    } else if (name === "1") response.destroy();
    else response.writeHead(503).end();
  };
  await using agent = agentOf(server.url);
  agent.call(1, "long");
  agent.call(2, "longer");
  const told = [await agent.answer(), await agent.answer()];
  expect(told).toEqual(expect.arrayContaining([1, 2].map((id) => ({ id, said: "done" }))));
  expect(server.of("POST")).toHaveLength(2);
});

test("what the server sends by itself reaches the agent, also after its stream broke", async () => {
  await using server = await HttpDouble.start();
  server.get = (response, { headers }) => {
    const count = Number(headers["last-event-id"] ?? 0) + 1;
    if (count === 4) {
      response.writeHead(404).end();
      return;
    }
    beginEvents(
      response,
      `retry: 5\nid: ${count}\ndata: {"method":"told",\ndata: "n":${count}}\n\n`,
    );
    setTimeout(() => response.destroy(), 20);
  };
  await using agent = agentOf(server.url);
  agent.send('{"jsonrpc":"2.0","method":"notifications/initialized"}');
  for (const n of [1, 2, 3]) expect(await agent.next()).toBe(`{"method":"told", "n":${n}}`);
});

test("the stream of a call that the agent cancels is closed", async () => {
  await using server = await HttpDouble.start();
  server.post = (response, { body }) => {
    if (idOf(body) === undefined) response.writeHead(202, { connection: "close" }).end();
    else beginEvents(response, ": the call runs\n\n");
  };
  await using agent = agentOf(server.url);
  agent.send('{"jsonrpc":"2.0","id":1.0,"method":"tools/call","params":{"name":"long"}}');
  while (server.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  agent.send('{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}');
  await server.untilNoneIsOpen();
  expect(server.of("POST").map(({ body }) => idOf(body))).toEqual([1, undefined]);
});
