import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createClient, HandsFreeProblem } from "@handsfree/client";
import { githubDeliveries, startServerProcess, temporaryDirectory } from "@handsfree/testkit";
import { Github } from "./github.ts";
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
const client = createClient({ url: running.url, key });
const github = new Github(running.url, webhookSecret);

const first = await github.deliverAll(githubDeliveries);
const second = await github.deliverAll(githubDeliveries);
const forged = await github.deliver(
  { ...githubDeliveries[0], body: '{"forged":true}' },
  "sha256=00",
);

await client.commands.record({
  input_type: "audio",
  status: "needs_confirmation",
  transcript: "merge pull request twelve",
  intent_name: "pr.merge",
  intent_confidence: 0.95,
});
await client.commands.record({
  input_type: "text",
  status: "ok",
  transcript: "keep this one",
  store_transcript: true,
});

const { token } = await client.pendingActions.propose({
  summary: "Merge octo/repo#12",
  action_type: "merge_pr",
  action_payload: { repo: "octo/repo", number: 12 },
});
const confirm = async (): Promise<string> => {
  try {
    return (await client.pendingActions.confirmByToken({ token: token ?? "" })).outcome;
  } catch (error) {
    if (error instanceof HandsFreeProblem) return error.code;
    throw error;
  }
};
const confirmations = await Promise.all(Array.from({ length: 50 }, confirm));

const { lines, failures } = await report(client, { first, second, forged, confirmations });
console.log(lines.join("\n"));
for (const failure of failures) console.error(`wrong: ${failure}`);
process.exitCode = failures.length === 0 ? 0 : 1;
