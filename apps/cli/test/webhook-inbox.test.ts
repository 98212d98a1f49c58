import { join } from "node:path";
import {
  claimWebhookEvents,
  failWebhookEvent,
  storeWebhookEvent,
  succeedWebhookEvent,
} from "@handsfree/repositories/webhooks";
import { openTestDatabase, temporaryDirectory } from "@handsfree/testkit";
import { beforeEach, expect, test } from "vitest";
import { failure, handsfree, jsonOutput, output, stranger } from "./handsfree.ts";

let env: { DUCKDB_PATH: string };
let dead: string;
let done: string[];

beforeEach(async () => {
  const directory = await temporaryDirectory();
  env = { DUCKDB_PATH: join(directory.path, "handsfree.db") };
  await using db = await openTestDatabase(env.DUCKDB_PATH);
  const ids: string[] = [];
  for (let index = 0; index < 3; index++) {
    const delivery = { source: "github", eventType: "push", payload: "{}" };
    ids.push((await storeWebhookEvent(db, { ...delivery, signatureOk: true })).event.id);
  }
  const claimed = await claimWebhookEvents(db, { worker: "worker-1", limit: 3 });
  const [first, ...others] = claimed.map(({ event: { id }, lease: { token } }) => ({ id, token }));
  if (first) await failWebhookEvent(db, { ...first, error: "no", retry: false });
  for (const holder of others) await succeedWebhookEvent(db, holder);
  dead = first?.id ?? "";
  done = others.map(({ id }) => id);
  return () => directory[Symbol.asyncDispose]();
});

const listed = async (state: string): Promise<string[]> => {
  const page = await jsonOutput(["webhooks", "list", "--state", state], { env });
  return (page as { items: { id: string }[] }).items.map(({ id }) => id);
};

test("dead ones are listed, revived, and have it in their history", async () => {
  expect(await listed("dead")).toEqual([dead]);
  const args = ["webhooks", "revive", dead, "--by", "ann", "--reason", "fixed"];
  expect(await output(args, { env })).toBe(`revived: ${dead}\n`);
  expect(await listed("received")).toEqual([dead]);
  expect(await output(["webhooks", "retry", dead], { env })).toBe(`retried: ${dead}\n`);
  const history = (await jsonOutput(["webhooks", "history", dead], { env })) as {
    items: object[];
  };
  expect(history.items).toMatchObject([
    { transition: "retried" },
    { transition: "revived", worker: "ann", reason: "fixed" },
    { transition: "died", worker: "worker-1", reason: "no", attempt: 1 },
    { transition: "claimed", worker: "worker-1", attempt: 1 },
  ]);
  expect(await output(["webhooks", "history", dead, "--limit", "1"], { env })).toMatch(
    /^CREATED AT .* TRANSITION .* REASON\n.* retried .*\n\nmore: --cursor /,
  );
});

test("what is in no state for it is said, and exits with 3", async () => {
  const [processed = ""] = done;
  const revived = await handsfree(["webhooks", "revive", processed], { env });
  expect(revived).toMatchObject({ code: 3, stderr: "" });
  expect(revived.stdout).toMatch(/^wrong_state: .* is processed; /);
  const none = await handsfree(["webhooks", "replay", stranger], { env });
  expect(none).toEqual(failure(3, /there is no webhook event with this id/));
  const history = await handsfree(["webhooks", "history", stranger], { env });
  expect(history).toEqual(failure(3, /there is no webhook event with this id/));
});

test("a replay of all that match: tried, done and stopped", async () => {
  const filter = ["--source", "github", "--state", "processed", "--since", "2020-01-01T00:00:00Z"];
  expect(await output(["webhooks", "replay-all", ...filter, "--dry-run"], { env })).toBe(
    "2 events would be replayed\n",
  );
  expect(await listed("received")).toEqual([]);
  const replay = (await jsonOutput(["webhooks", "replay-all", ...filter, "--rate", "0.5"], {
    env,
  })) as { id: string };
  expect(replay).toMatchObject({
    filter: { source: "github", states: ["processed"], since: "2020-01-01T00:00:00.000Z" },
    events: 2,
    marked: 2,
    events_per_second: 0.5,
  });
  expect(await listed("received")).toEqual(done.toReversed());
  expect(await output(["webhooks", "resume-replay", replay.id], { env })).toBe(
    `replay ${replay.id}: 2 events of 2 made due\n`,
  );
  expect(await output(["webhooks", "stop-replay", replay.id, "--by", "ann"], { env })).toBe(
    "stopped: 2 events put back\n",
  );
  expect(await listed("processed")).toEqual(done.toReversed());
});

test("wrong usage is one line, and changes nothing", async () => {
  // One after the other, since DuckDB lets one process at a time use the file.
  const state = await handsfree(["webhooks", "replay-all", "--state", "received"], { env });
  const rate = await handsfree(["webhooks", "replay-all", "--rate", "fast"], { env });
  const zero = await handsfree(["webhooks", "list", "--state", "gone"], { env });
  const replay = await handsfree(["webhooks", "stop-replay", "1"], { env });
  expect(state).toEqual(failure(2, /state is not known; give one of processed/));
  expect(rate).toEqual(failure(2, /rate is not a number/));
  expect(zero).toEqual(failure(2, /state is not known; give one of received/));
  expect(replay.code).not.toBe(0);
  expect(await output(["webhooks", "replay-all", "--dry-run"], { env })).toBe(
    "3 events would be replayed\n",
  );
});
