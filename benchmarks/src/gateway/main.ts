import { readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { availableParallelism, loadavg } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { createClient } from "@handsfree/client";
import { temporaryDirectory } from "@handsfree/testkit";
import { ServerProcess } from "../http/server-process.ts";
import { LineProcess } from "./line-process.ts";
import { runHook } from "./run-hook.ts";
import { takeTurns } from "./take-turns.ts";

/** What an allowed call costs through the gateway and through a hook. The argument is a built CLI to measure. */
const sources = fileURLToPath(new URL("../../../apps/cli/src/main.ts", import.meta.url));
const cli =
  process.argv[2] === undefined
    ? ["--conditions=@handsfree/source", sources]
    : [resolve(process.env["INIT_CWD"] ?? ".", process.argv[2])];

await using directory = await temporaryDirectory();
const { path } = directory;
await using server = await ServerProcess.start("handsfree", path, {
  DUCKDB_PATH: join(path, "handsfree.db"),
  RATE_LIMIT_PER_KEY: "0",
  RATE_LIMIT_PER_ADDRESS: "0",
});
const url = `http://127.0.0.1:${server.port}`;
const key = (await readFile(join(path, "handsfree.db.admin-key"), "utf8")).trim();
const policies = "version: 1\npolicies:\n  - { name: all, match: {}, allow: true }\n";
await createClient({ url, key }).request("PUT /v1/policies", {
  body: { text: policies, based_on: null },
});
const env = { HANDSFREE_URL: url, HANDSFREE_KEY: key, XDG_STATE_HOME: path };

const mcpServer = createRequire(import.meta.url).resolve(
  "@modelcontextprotocol/server-everything/dist/index.js",
);
const gateway = ["gateway", "--name", "everything", "--", process.execPath, mcpServer];
await using bare = new LineProcess([mcpServer]);
await using held = new LineProcess([...cli, ...gateway], env);
const echo = async (program: LineProcess, n: number): Promise<void> => {
  const params = { name: "echo", arguments: { message: `call ${n}` } };
  const { isError } = await program.request("tools/call", params);
  if (isError === true) throw new Error("a call was refused");
};
for (const program of [bare, held]) {
  const clientInfo = { name: "bench", version: "1.0.0" };
  const hello = { protocolVersion: "2025-06-18", capabilities: {}, clientInfo };
  await program.request("initialize", hello);
}
const load = () => loadavg()[0]?.toFixed(1);
console.log(
  `Node ${process.version}, ${availableParallelism()} cores, load ${load()} at the start`,
);
await takeTurns(
  "A call of an MCP server's tool",
  [
    { name: "without a gateway", call: (n) => echo(bare, n) },
    { name: "through a gateway whose policy allows it", call: (n) => echo(held, n) },
  ],
  { calls: 200, mostSeconds: 30 },
);

const empty = join(path, "empty.mjs");
await writeFile(empty, "process.stdin.resume();\n");
/** @param tool a hook asks about Bash, and not about a tool that only reads. */
const use = (tool: "Bash" | "Read", n: number) => ({
  session_id: "bench",
  cwd: path,
  hook_event_name: "PreToolUse",
  tool_name: tool,
  tool_input: tool === "Bash" ? { command: `echo ${n}` } : { file_path: `/tmp/${n}` },
  tool_use_id: `toolu_${n}`,
});
const hook = [...cli, "hook", "claude-code"];
await takeTurns(
  "A process of a hook",
  [
    {
      name: "Node that reads its input",
      call: async (n) => void (await runHook([empty], { n }, {})),
    },
    {
      name: "a hook that asks nothing",
      call: async (n) => void (await runHook(hook, use("Read", n), env)),
    },
    {
      name: "a hook whose policy allows the call",
      call: async (n) => {
        const answer = await runHook(hook, use("Bash", n), env);
        if (!answer.includes('"allow"')) throw new Error(`the call was refused: ${answer}`);
      },
    },
  ],
  { calls: 40, mostSeconds: 60 },
);
console.log(`load ${load()} at the end`);
