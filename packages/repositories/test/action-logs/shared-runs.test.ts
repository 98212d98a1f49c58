import type { ActionRunRow, Database } from "@handsfree/schema";
import { openTestDatabase, TestClock } from "@handsfree/testkit";
import type { Kysely } from "kysely";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { sharedEnds } from "../../src/action-runs/settle.ts";
import { sharedStarts } from "../../src/action-runs/shared-starts.ts";
import { listActionLogs, type RunHandle, runOnce } from "../../src/entries/action-logs.ts";

const userId = "019a2f6e-0000-7000-8000-000000000001";

let db: Kysely<Database>;
let clock: TestClock;
beforeEach(async () => {
  db = await openTestDatabase();
  clock = new TestClock();
});
afterEach(async () => {
  vi.restoreAllMocks();
  await db.destroy();
});

const merge = { userId, actionType: "merge_pr", target: "octo/repo#12", request: { pr: 12 } };
const run = (
  idempotencyKey: string,
  sideEffect: (handle: RunHandle) => unknown = () => "done",
  context: Pick<TestClock, "now" | "newId"> = clock,
) => runOnce(db, { ...merge, idempotencyKey }, sideEffect, context);
const keys = (count: number): string[] => Array.from({ length: count }, (_, n) => `key ${n}`);
const logTypes = async (): Promise<Record<string, number>> => {
  const logs = await db.selectFrom("action_logs").select("action_type").execute();
  const byType = Map.groupBy(logs, ({ action_type: type }) => type);
  return Object.fromEntries([...byType].map(([type, { length }]) => [type, length]));
};

/** A run that began in a process that is gone, and whose audit row has lost the key. */
const runWithoutLog = (key: string, leaseExpiresAt: Date): ActionRunRow => ({
  owned_key: `${userId}/merge_pr/${key}`,
  user_id: userId,
  action_type: "merge_pr",
  target: null,
  request: null,
  idempotency_key: key,
  request_digest: "",
  lease_sha256: "a",
  lease_expires_at: leaseExpiresAt,
  attempts: 1,
  started_at: clock.now(),
});

test("the starts of callers at once share a few transactions, and so do the ends", async () => {
  const starts = vi.spyOn(sharedStarts, "run");
  const ends = vi.spyOn(sharedEnds, "run");
  const results = await Promise.all(keys(100).map((key) => run(key)));
  expect(new Set(results.map(({ outcome }) => outcome))).toEqual(new Set(["ran"]));
  expect(starts.mock.calls.length).toBeLessThan(10);
  expect(ends.mock.calls.length).toBeLessThan(20);
  expect(await logTypes()).toEqual({ "action_run.started": 100, merge_pr: 100 });
  expect(await db.selectFrom("action_runs").selectAll().execute()).toEqual([]);
  expect(await run("key 7")).toMatchObject({ outcome: "replayed", log: { result: "done" } });
});

test("of callers with one key in a transaction one begins", async () => {
  const ran: string[] = [];
  const results = await Promise.all(
    [...keys(30), ...keys(30), ...keys(30)].map((key) => run(key, () => ran.push(key))),
  );
  expect(ran.toSorted()).toEqual(keys(30).toSorted());
  expect(results.filter(({ outcome }) => outcome === "ran")).toHaveLength(30);
  const others = new Set(results.map(({ outcome }) => outcome));
  others.delete("ran");
  expect([...others].filter((one) => one !== "in_progress" && one !== "replayed")).toEqual([]);
  expect(await logTypes()).toEqual({ "action_run.started": 30, merge_pr: 30 });
});

test("a run that cannot begin leaves the others of its transaction", async () => {
  const later = new Date(clock.now().getTime() + 60_000);
  const { log } = (await run("before")) as { log: { id: string } };
  await db.insertInto("action_runs").values(runWithoutLog("key 3", later)).execute();
  const outcomes = await Promise.allSettled(
    keys(20).map((key, n) => {
      const newId = n === 11 ? () => log.id : clock.newId;
      return run(key, () => "done", { now: clock.now, newId });
    }),
  );
  const told = outcomes.map((one) => (one.status === "fulfilled" ? one.value.outcome : "failed"));
  const expected = keys(20).map(() => "ran");
  // Its request is another one, since the digest of the run is empty.
  expected[3] = "key_reused";
  expected[11] = "failed";
  expect(told).toEqual(expected);
  expect(outcomes[11]).toMatchObject({ reason: { code: "duplicate_key" } });
  const left = await db.selectFrom("action_runs").select("idempotency_key").execute();
  expect(left).toEqual([{ idempotency_key: "key 3" }]);
});

test("a run whose audit row has lost the key is taken over after its lease", async () => {
  await run("key 0");
  const { items } = await listActionLogs(db, { userId });
  const digests = await db.selectFrom("action_logs").select("request_digest").execute();
  const digest = digests.find((row) => row.request_digest !== null)?.request_digest ?? "";
  expect(items).toHaveLength(2);
  const later = new Date(clock.now().getTime() + 60_000);
  await db
    .insertInto("action_runs")
    .values({ ...runWithoutLog("key 1", later), request_digest: digest })
    .execute();
  expect(await run("key 1")).toEqual({ outcome: "in_progress", leaseExpiresAt: later });
  clock.advance(60_000);
  const attempts: number[] = [];
  await run("key 1", ({ attempt }) => attempts.push(attempt));
  expect(attempts).toEqual([2]);
});
