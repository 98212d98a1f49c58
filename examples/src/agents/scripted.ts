import { guardTool } from "@handsfree/agents/ai-sdk";
import { createClient } from "@handsfree/client";
import { generateText, isStepCount, tool } from "ai";
import { MockLanguageModelV4 } from "ai/test";
import { z } from "zod";

/** As ai-sdk.ts, with a model that follows a script: it calls the tool, and then says what it has read. */
const client = createClient({
  url: process.env["HANDSFREE_URL"] ?? "http://127.0.0.1:8080",
  key: process.env["HANDSFREE_KEY"] ?? "",
});
const usage = {
  inputTokens: { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: 1, text: 1, reasoning: 0 },
};
const model = new MockLanguageModelV4({
  doGenerate: async ({ prompt }) => {
    const [read] = prompt.flatMap(({ role, content }) => (role === "tool" ? content : []));
    const output = read?.type === "tool-result" ? read.output : undefined;
    const isAnswered = output?.type === "text" || output?.type === "error-text";
    return {
      content: isAnswered
        ? [{ type: "text", text: output.value }]
        : [
            {
              type: "tool-call",
              toolCallId: "call_1",
              toolName: "deploy",
              input: '{"version":"4.2.0"}',
            },
          ],
      finishReason: { unified: isAnswered ? "stop" : "tool-calls", raw: undefined },
      usage,
      warnings: [],
    };
  },
});
const deploy = tool({
  description: "Deploys a version of the shop",
  inputSchema: z.object({ version: z.string() }),
  execute: async ({ version }) => {
    console.log(`deploying ${version}`);
    return `deployed ${version}`;
  },
});
const guard = { name: "deploy", client, scope: "deploy-bot" };
const { text } = await generateText({
  model,
  tools: { deploy: guardTool(deploy, guard) },
  stopWhen: isStepCount(5),
  prompt: "Deploy version 4.2.0.",
});
console.log(text);
