import { AIMessage, type BaseMessage } from "@langchain/core/messages";
import { tool } from "@langchain/core/tools";
import { fakeModel } from "@langchain/core/testing";
import {
  Command,
  type Interrupt,
  MemorySaver,
  MessagesAnnotation,
  StateGraph,
} from "@langchain/langgraph";
import { ToolNode } from "@langchain/langgraph/prebuilt";
import { afterAll, beforeAll, expect, expectTypeOf, test } from "vitest";
import { z } from "zod";
import { guardTool, type GuardOptions, type PausedCall } from "../../src/entries/langgraph.ts";
import { AskedServer } from "./asked-server.ts";

let server: AskedServer;
beforeAll(async () => {
  server = await AskedServer.start();
});
afterAll(() => server[Symbol.asyncDispose]());

interface Given {
  readonly service: string;
  readonly version: string;
}

/** A graph with a guarded tool that deploys, which its model calls for some versions at once, and the runs of the tool. */
function program(
  name: string,
  options: Partial<GuardOptions<Given, unknown>> = {},
  checkpointer: MemorySaver = new MemorySaver(),
  versions: readonly string[] = ["4.2.0"],
) {
  const runs: Given[] = [];
  const deploy = tool(
    async (given) => {
      runs.push(given);
      return `deployed ${given.version}`;
    },
    {
      name,
      description: "Deploys a service",
      schema: z.object({ service: z.string(), version: z.string() }),
    },
  );
  const guarded = guardTool(deploy, { client: server.client, scope: "deploy-bot", ...options });
  expectTypeOf(guarded).toEqualTypeOf(deploy);
  const calls = versions.map((version, index) => ({
    name,
    args: { service: "shop", version },
    id: `${name}/${index}`,
    type: "tool_call" as const,
  }));
  const answer = (messages: BaseMessage[]): AIMessage => {
    const results = messages.filter(({ type }) => type === "tool");
    // It says what it has read.
    if (results.length > 0) return new AIMessage(results.map(({ text }) => text).join("\n"));
    return new AIMessage({ content: "", tool_calls: calls });
  };
  const caller = fakeModel().respond(answer).respond(answer);
  const model = async ({ messages }: typeof MessagesAnnotation.State) => ({
    messages: await caller.invoke(messages),
  });
  const graph = new StateGraph(MessagesAnnotation)
    .addNode("model", model)
    .addNode("tools", new ToolNode([guarded]))
    .addEdge("__start__", "model")
    .addConditionalEdges("model", ({ messages }) =>
      ((messages.at(-1) as AIMessage).tool_calls?.length ?? 0) > 0 ? "tools" : "__end__",
    )
    .addEdge("tools", "model")
    .compile({ checkpointer });
  const thread = { configurable: { thread_id: name } };
  const read = (state: { messages: BaseMessage[]; __interrupt__?: Interrupt<PausedCall>[] }) => ({
    text: state.messages.at(-1)?.text,
    paused: state.__interrupt__?.map(({ value }) => value) ?? [],
  });
  return {
    runs,
    guarded,
    run: async () =>
      read(await graph.invoke({ messages: [{ role: "user", content: "Deploy." }] }, thread)),
    goOn: async () => read(await graph.invoke(new Command({ resume: true }), thread)),
  };
}

test("a call runs once it is approved, and the model reads its result", async () => {
  const { run, runs } = program("approved");
  const answer = run();
  const [waiting] = await server.waiting(1);
  expect(waiting).toMatchObject({
    action_type: "approved",
    action_payload: { service: "shop", version: "4.2.0" },
  });
  expect(runs).toEqual([]);
  await server.approve();
  expect((await answer).text).toBe("deployed 4.2.0");
  expect(runs).toEqual([{ service: "shop", version: "4.2.0" }]);
  expect(await server.states("approved")).toEqual(["succeeded"]);
});

test("a rejected call does not run, and the model reads the reason", async () => {
  const { run, runs } = program("rejected");
  const answer = run();
  await server.reject("not on Friday");
  expect((await answer).text).toBe("A person rejected this call. Reason: not on Friday");
  expect(runs).toEqual([]);
});

test("a call that no model makes throws its refusal, and failures are on record", async () => {
  const { guarded, runs } = program("direct", { timeout: 0 });
  const direct = guarded.invoke({ service: "shop", version: "1" });
  await expect(direct).rejects.toMatchObject({
    name: "CallRefused",
    refused: { refusal: "unanswered" },
  });
  await server.reject("the end of this test");
  const failing = guardTool(
    tool(
      () => {
        throw new Error("no connection");
      },
      { name: "failing", schema: z.object({}) },
    ),
    { client: server.client, scope: "deploy-bot" },
  );
  const [failed] = await Promise.allSettled([failing.invoke({}), server.approve()]);
  expect(failed).toMatchObject({ reason: new Error("no connection") });
  expect(await server.states("failing")).toEqual(["failed"]);
  expect(runs).toEqual([]);
});

test("a paused graph goes on from its checkpoint, and pauses again while the question is open", async () => {
  for (const [name, decide, text] of [
    ["paused", () => server.approve(), "deployed 4.2.0"],
    [
      "paused_no",
      () => server.reject("not on Friday"),
      "A person rejected this call. Reason: not on Friday",
    ],
  ] as const) {
    const checkpointer = new MemorySaver();
    const first = program(name, { pause: true }, checkpointer);
    const { paused } = await first.run();
    const [waiting] = await server.waiting(1);
    expect(paused).toEqual([
      {
        kind: "handsfree_question",
        actionId: waiting?.id,
        tool: name,
        summary: `Call ${name} with service shop, version 4.2.0`,
      },
    ]);
    const second = program(name, { pause: true }, checkpointer);
    expect((await second.goOn()).paused).toEqual(paused);
    expect((await second.goOn()).paused).toEqual(paused);
    await decide();
    const third = program(name, { pause: true }, checkpointer);
    expect(await third.goOn()).toEqual({ text, paused: [] });
    expect([first.runs.length, second.runs.length]).toEqual([0, 0]);
    expect(third.runs).toHaveLength(name === "paused" ? 1 : 0);
    expect(await server.states(name)).toHaveLength(1);
  }
});

test("of two calls of one turn the approved one runs once, and the model reads why the other one does not", async () => {
  const checkpointer = new MemorySaver();
  const versions = ["4.2.0", "4.3.0"];
  const made = () => program("parallel", { pause: true }, checkpointer, versions);
  const first = made();
  const { paused } = await first.run();
  const waiting = await server.waiting(2);
  expect(waiting.map(({ id }) => id)).toEqual(
    expect.arrayContaining(paused.map((question) => question?.actionId)),
  );
  expect(paused).not.toEqual([]);
  for (const { id, payload_digest, action_payload } of waiting) {
    const { version } = action_payload as Given;
    const { approve, reject } = server.client.pendingActions;
    if (version === "4.2.0") await approve(id, { payload_digest });
    else await reject(id, { payload_digest, reason: "too new" });
  }
  const second = made();
  expect(await second.goOn()).toEqual({
    text: "deployed 4.2.0\nA person rejected this call. Reason: too new",
    paused: [],
  });
  expect(first.runs).toEqual([]);
  expect(second.runs).toEqual([{ service: "shop", version: "4.2.0" }]);
  expect((await server.states("parallel")).toSorted()).toEqual(["rejected", "succeeded"]);
});
