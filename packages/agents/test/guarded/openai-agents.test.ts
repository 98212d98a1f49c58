import {
  Agent,
  type Model,
  type ModelResponse,
  Runner,
  RunState,
  tool,
  Usage,
} from "@openai/agents";
import { afterAll, beforeAll, expect, expectTypeOf, test, vi } from "vitest";
import { z } from "zod";
import { guardTool, type GuardOptions } from "../../src/entries/openai-agents.ts";
import { AskedServer } from "./asked-server.ts";

const signals = ["SIGINT", "SIGTERM"] as const;
const before = vi.hoisted(() =>
  ["SIGINT", "SIGTERM"].flatMap((signal) => process.listeners(signal as NodeJS.Signals)),
);
let server: AskedServer;
beforeAll(async () => {
  server = await AskedServer.start();
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  // The SDK adds handlers for its traces when it is loaded.
  for (const signal of signals) {
    for (const handler of process.listeners(signal)) {
      if (!before.includes(handler)) process.off(signal, handler);
    }
  }
});

/** A model that calls the tool, and then says what it has read. */
function scriptedModel(name: string): Model {
  const getResponse: Model["getResponse"] = async ({ input }) => {
    const last = typeof input === "string" ? undefined : input.at(-1);
    const output: ModelResponse["output"] =
      last?.type === "function_call_result"
        ? [
            {
              type: "message",
              role: "assistant",
              status: "completed",
              content: [{ type: "output_text", text: textOf(last.output) }],
            },
          ]
        : [
            {
              type: "function_call",
              callId: `${name}/1`,
              name,
              status: "completed",
              arguments: '{"service": "shop", "version": "4.2.0"}',
            },
          ];
    return { usage: new Usage(), output };
  };
  return {
    getResponse,
    getStreamedResponse: () => {
      throw new Error("the runs of these tests do not stream");
    },
  };
}

function textOf(output: unknown): string {
  if (typeof output === "string") return output;
  return String((output as { readonly text?: unknown }).text);
}

const parameters = z.object({ service: z.string(), version: z.string() });
type Given = z.infer<typeof parameters>;

/** An agent with a guarded tool that deploys, and the runs of the tool. */
function program(name: string, options: Partial<GuardOptions<Given, unknown>> = {}) {
  const runs: Given[] = [];
  const guarded = guardTool(
    {
      name,
      description: "Deploys a service",
      parameters,
      execute: async (given, _, details) => {
        expectTypeOf(given).toEqualTypeOf<Given>();
        expect(details?.signal?.aborted).toBe(false);
        runs.push(given);
        if (given.service === "down") throw new Error("no connection");
        return `deployed ${given.version}`;
      },
    },
    { client: server.client, scope: "deploy-bot", ...options },
  );
  const plain = tool({ name, description: "", parameters, execute: () => "" });
  expectTypeOf(guarded).toEqualTypeOf(plain);
  const agent = new Agent({ name: "deployer", tools: [guarded], model: scriptedModel(name) });
  const runner = new Runner({ tracingDisabled: true });
  return {
    runs,
    guarded,
    run: () => runner.run(agent, "Deploy the shop."),
    goOn: async (state: string) => runner.run(agent, await RunState.fromString(agent, state)),
  };
}

test("a call runs once it is approved, and the model reads its result", async () => {
  const { run, runs } = program("approved");
  const result = run();
  const [waiting] = await server.waiting(1);
  expect(waiting).toMatchObject({
    action_type: "approved",
    summary: "Call approved with service shop, version 4.2.0",
    action_payload: { service: "shop", version: "4.2.0" },
  });
  expect(runs).toEqual([]);
  await server.approve();
  expect((await result).finalOutput).toBe("deployed 4.2.0");
  expect(runs).toEqual([{ service: "shop", version: "4.2.0" }]);
  expect(await server.states("approved")).toEqual(["succeeded"]);
});

test("a rejected call does not run, and the model reads the reason", async () => {
  const { run, runs } = program("rejected");
  const result = run();
  await server.reject("not on Friday");
  expect((await result).finalOutput).toBe("A person rejected this call. Reason: not on Friday");
  expect(runs).toEqual([]);
});

test("what the tool throws is on record, and handled as without a guard", async () => {
  const { guarded, runs } = program("failing");
  const output = guarded.invoke({} as never, '{"service": "down", "version": "1"}');
  await server.approve();
  expect(await output).toContain("error");
  expect(runs).toHaveLength(1);
  expect(await server.states("failing")).toEqual(["failed"]);
  // Arguments that the schema refuses are never asked about.
  expect(await guarded.invoke({} as never, '{"service": 1}')).toContain("error");
  expect(await server.states("failing")).toHaveLength(1);
});

test("a refusal reaches the error function of a tool whose output has a schema", async () => {
  const guarded = guardTool(
    {
      name: "structured",
      description: "",
      parameters,
      outputSchema: z.object({ url: z.string() }),
      execute: () => ({ url: "https://shop.example" }),
      errorFunction: (_, error) => ({ url: `none: ${(error as Error).message}` }),
    },
    { client: server.client, scope: "deploy-bot", timeout: 0 },
  );
  const output = await guarded.invoke({} as never, '{"service": "shop", "version": "1"}');
  expect(output).toMatchObject({ url: expect.stringMatching(/^none: No one has answered yet/) });
  await server.reject("the end of this test");
});

test("a paused run goes on from its state, and is paused again while the question is open", async () => {
  for (const [name, decide, output] of [
    ["paused", () => server.approve(), "deployed 4.2.0"],
    [
      "paused_no",
      () => server.reject("not on Friday"),
      "A person rejected this call. Reason: not on Friday",
    ],
  ] as const) {
    const first = program(name, { pause: true });
    const paused = await first.run();
    expect(paused.interruptions).toHaveLength(1);
    const second = program(name, { pause: true });
    const again = await second.goOn(paused.state.toString());
    expect(again.interruptions).toHaveLength(1);
    await decide();
    const state = again.state.toString();
    const third = program(name, { pause: true });
    expect((await third.goOn(state)).finalOutput).toBe(output);
    expect([first.runs.length, second.runs.length]).toEqual([0, 0]);
    expect(third.runs).toHaveLength(name === "paused" ? 1 : 0);
    // The same state once more, as after a crash.
    const fourth = program(name, { pause: true });
    await fourth.goOn(state);
    expect(fourth.runs).toEqual([]);
    expect(await server.states(name)).toHaveLength(1);
  }
});

test("an approval of the state alone runs nothing", async () => {
  const { run, goOn, runs } = program("forged", { pause: true, timeout: 0 });
  const { state, interruptions } = await run();
  for (const interruption of interruptions) state.approve(interruption);
  expect((await goOn(state.toString())).finalOutput).toContain("No one has answered yet");
  expect(runs).toEqual([]);
  await server.reject("the end of this test");
});
