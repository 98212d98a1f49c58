/**
 * An MCP server that counts: it writes each message that it gets to the file of its first argument, as it came, before
 * it answers. Its tools are `append`, `fail`, `die`, and `slow`, which does not answer.
 */
import { appendFileSync } from "node:fs";
import { createInterface } from "node:readline";

const [file = "none"] = process.argv.slice(2);
const tools = ["append", "fail", "die", "slow"].map((name) => ({
  name,
  inputSchema: { type: "object" },
}));

process.stderr.write("counting\n");
for await (const line of createInterface({ input: process.stdin })) {
  appendFileSync(file, `${line}\n`);
  const { id, method, params } = JSON.parse(line) as {
    id?: number;
    method: string;
    params?: { name?: string; protocolVersion?: string };
  };
  if (id === undefined) continue;
  const answer = (result: object): void => {
    process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", id, result })}\n`);
  };
  if (method === "initialize") {
    const { protocolVersion } = params ?? {};
    const serverInfo = { name: "counting", version: "1.0.0" };
    answer({ protocolVersion, capabilities: { tools: {} }, serverInfo });
  } else if (method === "tools/list") answer({ tools });
  else if (params?.name === "die") process.exit(7);
  else if (params?.name === "fail") {
    answer({ content: [{ type: "text", text: "no" }], isError: true });
  } else if (params?.name !== "slow") {
    answer({ content: [{ type: "text", text: "appended" }] });
  }
}
