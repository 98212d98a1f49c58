import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { githubDeliveries, startServerProcess, temporaryDirectory } from "@handsfree/testkit";
import { Client } from "./client.ts";
import { report } from "./report.ts";

/**
 * Runs the whole path on real input: a server on a free port, with a temporary file, receives GitHub's deliveries,
 * commands and an action. Then the records are read back and counted. Exits with 1 if a count is wrong.
 */
const server = fileURLToPath(new URL("../../apps/server/src/main.ts", import.meta.url));
const webhookSecret = randomUUID();
await using directory = await temporaryDirectory();
const keyFile = join(directory.path, "admin-key");
await using running = await startServerProcess(server, {
  DUCKDB_PATH: join(directory.path, "handsfree.db"),
  ADMIN_KEY_FILE: keyFile,
  GITHUB_WEBHOOK_SECRET: webhookSecret,
});
// The first start has made an admin, with a key.
const key = (await readFile(keyFile, "utf8")).trim();
const client = new Client(running.url, key, webhookSecret);

const first = await client.deliverAll(githubDeliveries);
const second = await client.deliverAll(githubDeliveries);
const forged = await client.deliver(
  { ...githubDeliveries[0], body: '{"forged":true}' },
  "sha256=00",
);

await client.post("/v1/commands", {
  input_type: "audio",
  status: "needs_confirmation",
  transcript: "merge pull request twelve",
  intent_name: "pr.merge",
  intent_confidence: 0.95,
});
await client.post("/v1/commands", {
  input_type: "text",
  status: "ok",
  transcript: "keep this one",
  store_transcript: true,
});

const proposal = await client.post("/v1/pending-actions", {
  summary: "Merge octo/repo#12",
  action_type: "merge_pr",
  action_payload: { repo: "octo/repo", number: 12 },
});
const { token } = proposal.body as { token: string };
const confirmations = await Promise.all(
  Array.from({ length: 50 }, () => client.post("/v1/pending-actions/confirm", { token })),
);

const { lines, failures } = await report(client, { first, second, forged, confirmations });
console.log(lines.join("\n"));
for (const failure of failures) console.error(`wrong: ${failure}`);
process.exitCode = failures.length === 0 ? 0 : 1;
