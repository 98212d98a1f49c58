import { guardTool } from "@handsfree/agents/openai-agents";
import { createClient } from "@handsfree/client";
import { Agent, run } from "@openai/agents";
import { z } from "zod";

const client = createClient({
  url: process.env["HANDSFREE_URL"] ?? "http://127.0.0.1:8080",
  key: process.env["HANDSFREE_KEY"] ?? "",
});
const deploy = guardTool(
  {
    name: "deploy",
    description: "Deploys a version of the shop",
    parameters: z.object({ version: z.string() }),
    execute: async ({ version }) => `deployed ${version}`,
  },
  { client, scope: "deploy-bot" },
);
const agent = new Agent({ name: "deployer", tools: [deploy] });
const { finalOutput } = await run(agent, "Deploy version 4.2.0.");
console.log(finalOutput);
