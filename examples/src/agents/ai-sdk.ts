import { guardTool } from "@handsfree/agents/ai-sdk";
import { createClient } from "@handsfree/client";
import { generateText, isStepCount, tool } from "ai";
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
const guard = { name: "deploy", client, scope: "deploy-bot" };
const { text } = await generateText({
  model: "openai/gpt-5",
  tools: { deploy: guardTool(deploy, guard) },
  stopWhen: isStepCount(5),
  prompt: "Deploy version 4.2.0.",
});
console.log(text);
