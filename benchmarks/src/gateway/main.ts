import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createClient } from "@handsfree/client";
import { temporaryDirectory } from "@handsfree/testkit";
import { ServerProcess } from "../http/server-process.ts";
import { percentile } from "../measure/percentile.ts";
import { LineProcess } from "./line-process.ts";

/** Compares calls of a tool through a gateway, whose policy allows them, with calls without one. */
const rounds = 5;
const callsOfRound = 100;

await using directory = await temporaryDirectory();
const { path } = directory;
await using server = await ServerProcess.start("handsfree", path, {
  DUCKDB_PATH: join(path, "handsfree.db"),
  RATE_LIMIT_PER_KEY: "0",
  RATE_LIMIT_PER_ADDRESS: "0",
});
const url = `http://127.0.0.1:${server.port}`;
const key = (await readFile(join(path, "handsfree.db.admin-key"), "utf8")).trim();
const text = "version: 1\npolicies:\n  - { name: all, match: {}, allow: true }\n";
await createClient({ url, key }).request("PUT /v1/policies", { body: { text, based_on: null } });

const mcpServer = createRequire(import.meta.url).resolve(
  "@modelcontextprotocol/server-everything/dist/index.js",
);
const cli = fileURLToPath(new URL("../../../apps/cli/src/main.ts", import.meta.url));
const gateway = [cli, "gateway", "--name", "everything", "--", process.execPath, mcpServer];
await using bare = new LineProcess([mcpServer]);
await using held = new LineProcess(["--conditions=@handsfree/source", ...gateway], {
  HANDSFREE_URL: url,
  HANDSFREE_KEY: key,
});
const contenders = { "without a gateway": bare, "through a gateway": held };
for (const contender of Object.values(contenders)) {
  const clientInfo = { name: "bench", version: "1.0.0" };
  const hello = { protocolVersion: "2025-06-18", capabilities: {}, clientInfo };
  await contender.request("initialize", hello);
}
const times = new Map(Object.keys(contenders).map((name) => [name, [] as number[]]));
for (let round = 0; round <= rounds; round += 1) {
  for (const [name, contender] of Object.entries(contenders)) {
    for (let call = 0; call < callsOfRound; call += 1) {
      const params = { name: "echo", arguments: { message: `round ${round}, call ${call}` } };
      const start = performance.now();
      const { isError } = await contender.request("tools/call", params);
      if (isError === true) throw new Error("a call was refused");
      // The first round warms up.
      if (round > 0) times.get(name)?.push(performance.now() - start);
    }
  }
}
for (const [name, all] of times) {
  const sorted = all.toSorted((a, b) => a - b);
  const [p50, p99] = [percentile(sorted, 0.5), percentile(sorted, 0.99)];
  console.log(`${name}: p50 ${p50.toFixed(2)} ms, p99 ${p99.toFixed(2)} ms`);
}
