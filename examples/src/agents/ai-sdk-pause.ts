import { answerRequests, guardTool } from "@handsfree/agents/ai-sdk";
import { createClient } from "@handsfree/client";
import { generateText, isStepCount, type ModelMessage, tool } from "ai";
import { z } from "zod";

const client = createClient({
  url: process.env["HANDSFREE_URL"] ?? "http://127.0.0.1:8080",
  key: process.env["HANDSFREE_KEY"] ?? "",
});
const deploy = tool({
  description: "Deploys a version of the shop",
  inputSchema: z.object({ version: z.string() }),
  execute: async ({ version }) => `deployed ${version}`,
});
const guard = { name: "deploy", client, scope: "deploy-bot", pause: true };
const tools = { deploy: guardTool(deploy, guard) };

/** Goes on with a conversation until the model has nothing more to do. */
export async function converse(messages: ModelMessage[]): Promise<ModelMessage[]> {
  const stopWhen = isStepCount(5);
  const { responseMessages } = await generateText({
    model: "openai/gpt-5",
    tools,
    messages,
    stopWhen,
  });
  // Store them here: another process can go on with them.
  const all = [...messages, ...responseMessages];
  const answers = await answerRequests(tools, all);
  return answers === undefined ? all : await converse([...all, answers]);
}
