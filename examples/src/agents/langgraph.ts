import { type GuardOptions, guardTool } from "@handsfree/agents/langgraph";
import { createClient } from "@handsfree/client";
import { tool } from "@langchain/core/tools";
import { ToolNode } from "@langchain/langgraph/prebuilt";
import { z } from "zod";

const client = createClient({
  url: process.env["HANDSFREE_URL"] ?? "http://127.0.0.1:8080",
  key: process.env["HANDSFREE_KEY"] ?? "",
});
const deploy = tool(async ({ version }) => `deployed ${version}`, {
  name: "deploy",
  description: "Deploys a version of the shop",
  schema: z.object({ version: z.string() }),
});
const guard: GuardOptions<{ version: string }, unknown> = { client, scope: "deploy-bot" };
/** The node of the tools, for a graph of yours. */
export const tools: ToolNode = new ToolNode([guardTool(deploy, guard)]);
