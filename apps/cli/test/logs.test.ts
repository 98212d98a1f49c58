import { join } from "node:path";
import { recordActionLog, runOnce } from "@handsfree/repositories/action-logs";
import { openTestDatabase, temporaryDirectory, TestClock } from "@handsfree/testkit";
import { beforeAll, expect, test } from "vitest";
import { failure, handsfree, jsonOutput, output, stranger, userId } from "./handsfree.ts";

const env = { DUCKDB_PATH: "", HANDSFREE_USER_ID: userId };
let id: string;

beforeAll(async () => {
  const directory = await temporaryDirectory();
  env.DUCKDB_PATH = join(directory.path, "handsfree.db");
  await using db = await openTestDatabase(env.DUCKDB_PATH);
  const clock = new TestClock();
  const log = { actionType: "merge_pr", target: "octo/repo#1", ok: true };
  const recorded = await recordActionLog(
    db,
    { userId, ...log, request: { n: 2, token: "lovelace" }, idempotencyKey: "key-1" },
    clock,
  );
  if ("log" in recorded) id = recorded.log.id;
  // As a crash leaves it.
  const begin = (owner: string, context: { now: () => Date; newId: () => string }) =>
    new Promise<void>((resolve, reject) => {
      const run = { userId: owner, ...log, idempotencyKey: "key-2", leaseSeconds: 3600 };
      runOnce(db, run, () => new Promise(() => resolve()), context).catch(reject);
    });
  await begin(userId, clock);
  await begin(stranger, { now: () => new Date(), newId: clock.newId });
  return () => directory[Symbol.asyncDispose]();
});

const lines = (table: string): string[] =>
  table.split("\n").map((line) => line.replaceAll(/ {2,}/g, " | "));

test.concurrent("one log, with its request and its key", async () => {
  const [shown, json, theirs, none] = await Promise.all([
    output(["logs", "show", id], { env }),
    jsonOutput(["logs", "show", id], { env }),
    handsfree(["logs", "show", id, "--user", stranger], { env }),
    handsfree(["logs", "show", userId], { env }),
  ]);
  expect(lines(shown)).toEqual([
    "CREATED AT | 2026-03-01T12:00:00.000Z",
    "OK | true",
    "TYPE | merge_pr",
    "TARGET | octo/repo#1",
    'REQUEST | {"n":2,"token":"[redacted]"}',
    "RESULT | -",
    "KEY | key-1",
    "KEY EXPIRES AT | 2026-03-02T12:00:00.000Z",
    `ID | ${id}`,
    "",
  ]);
  expect(json).toMatchObject({ id, request: { n: 2, token: "[redacted]" } });
  expect(theirs).toEqual(failure(3, /the user has no action log with this id/));
  expect(none).toEqual(failure(3, /the user has no action log with this id/));
});

test.concurrent("runs of everyone, of one user, and the stale ones", async () => {
  const [stale, all, theirs, first] = await Promise.all([
    output(["logs", "runs", "--stale"], { env }),
    jsonOutput(["logs", "runs"], { env }),
    jsonOutput(["logs", "runs", "--user", stranger], { env }),
    output(["logs", "runs", "--limit", "1"], { env }),
  ]);
  expect(lines(stale)).toEqual([
    "STARTED AT | LEASE ENDS AT | STALE | ATTEMPTS | TYPE | TARGET | KEY | USER",
    `2026-03-01T12:00:00.000Z | 2026-03-01T13:00:00.000Z | true | 1 | merge_pr | octo/repo#1 | key-2 | ${userId}`,
    "",
  ]);
  expect(all).toMatchObject({
    items: [
      { user_id: userId, stale: true },
      { user_id: stranger, stale: false },
    ],
    next_cursor: null,
    prev_cursor: null,
  });
  expect(theirs).toMatchObject({ items: [{ user_id: stranger, attempts: 1, request: null }] });
  const cursor = /more: --cursor (\S+)\n$/.exec(first)?.[1] ?? "";
  expect(await jsonOutput(["logs", "runs", "--cursor", cursor], { env })).toMatchObject({
    items: [{ user_id: stranger }],
  });
});
