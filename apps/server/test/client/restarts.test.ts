import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createClient, type HandsFreeClient } from "@handsfree/client";
import { startServerProcess, temporaryDirectory } from "@handsfree/testkit";
import { expect, test } from "vitest";
import { adminKey } from "../callers.ts";

const entry = fileURLToPath(new URL("../../src/main.ts", import.meta.url));

test("a wait, a stream and a proposal outlive the kill of the server, and each change is there once", async () => {
  await using directory = await temporaryDirectory();
  const env = { DUCKDB_PATH: join(directory.path, "handsfree.db") };
  const killed = await startServerProcess(entry, env);
  const { url } = killed;
  const client = createClient({ url, key: await adminKey(directory.path), retries: 100 });
  const followed = follow(client, 3);
  const proposal = { summary: "Merge", action_type: "merge_pr", action_payload: { number: 12 } };
  const action = await client.pendingActions.propose(proposal);
  const waiting = action.waitForDecision();
  await killed.stop("SIGKILL");
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
  const [first, ...others] = await followed;
  expect(first).toBe(`pending_action.proposed ${action.id}`);
  // Either can come first after the restart.
  expect(others.toSorted()).toEqual([
    `pending_action.confirmed ${action.id}`,
    `pending_action.proposed ${id}`,
  ]);
});

/** The changes of actions from the beginning, until there are so many. */
async function follow({ events }: HandsFreeClient, count: number): Promise<string[]> {
  const changes: string[] = [];
  const types = ["pending_action.proposed", "pending_action.confirmed"];
  for await (const { type, record } of events.stream({ after: "0", types })) {
    changes.push(`${type} ${record.id}`);
    if (changes.length === count) break;
  }
  return changes;
}
