import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createClient } from "@handsfree/client";
import { startServerProcess, temporaryDirectory } from "@handsfree/testkit";
import { expect, test } from "vitest";
import { adminKey } from "../callers.ts";

const entry = fileURLToPath(new URL("../../src/main.ts", import.meta.url));

test("a wait and a proposal outlive the kill of the server, and the proposal is there once", async () => {
  await using directory = await temporaryDirectory();
  const env = { DUCKDB_PATH: join(directory.path, "handsfree.db") };
  const first = await startServerProcess(entry, env);
  const { url } = first;
  const client = createClient({ url, key: await adminKey(directory.path), retries: 100 });
  const proposal = { summary: "Merge", action_type: "merge_pr", action_payload: { number: 12 } };
  const action = await client.pendingActions.propose(proposal);
  const waiting = action.waitForDecision();
  await first.stop("SIGKILL");
  // While there is no server.
  const late = client.pendingActions.propose({ ...proposal, summary: "Rebase" });

  await using second = await startServerProcess(entry, { ...env, PORT: new URL(url).port });
  expect(second.url).toBe(url);
  const { payload_digest } = action;
  await client.pendingActions.approve(action.id, { payload_digest });
  expect((await waiting).outcome).toBe("confirmed");
  const { id } = await late;
  const ids: string[] = [];
  for await (const one of client.pendingActions.list()) ids.push(one.id);
  expect(ids).toEqual([id]);
});
