import type { Database } from "@handsfree/schema";
import { openTestDatabase, TestClock } from "@handsfree/testkit";
import type { Kysely } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  findActionLogByKey,
  findActionRun,
  listActionLogs,
  type RunHandle,
  runOnce,
} from "../../src/entries/action-logs.ts";

const userId = "019a2f6e-0000-7000-8000-000000000001";
const byKey = { userId, actionType: "merge_pr", key: "k" };

let db: Kysely<Database>;
let clock: TestClock;
beforeEach(async () => {
  db = await openTestDatabase();
  clock = new TestClock();
});
afterEach(() => db.destroy());

const run = <Value>(
  sideEffect: (handle: RunHandle) => Promise<Value> | Value,
  request: unknown = { pr: 12 },
) =>
  runOnce(
    db,
    { userId, actionType: "merge_pr", request, idempotencyKey: "k", leaseSeconds: 30 },
    sideEffect,
    clock,
  );

/** Begins a run that does not end until `end` is called. */
async function crash() {
  const begun = Promise.withResolvers<RunHandle>();
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const result = run((handle) => {
    begun.resolve(handle);
    return promise;
  });
  return { handle: await begun.promise, result, resolve, reject };
}

test("after a crash it is taken over once the lease has ended, to the millisecond, and attempts are counted", async () => {
  await crash();
  clock.advance(29_999);
  expect((await run(() => 1)).outcome).toBe("in_progress");
  expect(await findActionRun(db, byKey, clock)).toMatchObject({ attempts: 1, stale: false });
  clock.advance(1);
  expect(await findActionRun(db, byKey, clock)).toMatchObject({ attempts: 1, stale: true });
  expect((await run(() => 1, { pr: 13 })).outcome).toBe("key_reused");
  const second = await run(async ({ attempt }) => {
    clock.advance(30_000);
    const third = await run((again) => [attempt, again.attempt]);
    return third.outcome === "ran" ? third.value : third.outcome;
  });
  expect(second).toMatchObject({ outcome: "lease_lost", value: [2, 3] });
  expect(await findActionRun(db, byKey, clock)).toBeUndefined();
});

test("of 200 concurrent callers one takes it over", async () => {
  await crash();
  clock.advance(30_000);
  const attempts: number[] = [];
  const results = await Promise.all(
    Array.from({ length: 200 }, () => run(({ attempt }) => attempts.push(attempt))),
  );
  expect(attempts).toEqual([2]);
  expect(results.filter(({ outcome }) => outcome === "ran")).toHaveLength(1);
});

test("a caller that lost its lease records its result without the key, and a retry replays the other result", async () => {
  const late = await crash();
  clock.advance(30_000);
  const second = await run(() => "second");
  expect(second.outcome).toBe("ran");
  late.resolve("late");
  const lost = await late.result;
  expect(lost).toMatchObject({
    outcome: "lease_lost",
    value: "late",
    log: { ok: true, result: "late", idempotencyKey: "k", keyExpiresAt: null },
  });
  expect(await run(() => "third")).toMatchObject({
    outcome: "replayed",
    log: { result: "second" },
  });
  expect(await findActionLogByKey(db, byKey, clock)).toMatchObject({ result: "second" });
  const { items } = await listActionLogs(db, { userId });
  expect(items.map(({ actionType, result }) => [actionType, result]).toReversed()).toEqual([
    ["action_run.started", { action_type: "merge_pr", attempt: 1 }],
    ["action_run.taken_over", { action_type: "merge_pr", attempt: 2 }],
    ["merge_pr", "second"],
    ["merge_pr", "late"],
  ]);
});

test("a caller that lost its lease does not end the run of the other", async () => {
  const late = await crash();
  clock.advance(30_000);
  const second = await crash();
  late.reject(new Error("late failure"));
  await expect(late.result).rejects.toThrow("late failure");
  expect(await findActionRun(db, byKey, clock)).toMatchObject({ attempts: 2, stale: false });
  second.resolve("second");
  expect(await second.result).toMatchObject({ outcome: "ran" });
  expect(await run(() => 1)).toMatchObject({ outcome: "replayed", log: { result: "second" } });
});

test("a caller whose lease expired without a takeover has its result replayed", async () => {
  const late = await crash();
  clock.advance(300_000);
  late.resolve("late");
  expect(await late.result).toMatchObject({ outcome: "ran" });
  expect(await run(() => 1)).toMatchObject({ outcome: "replayed", log: { result: "late" } });
});

test("a heartbeat keeps the lease, and says when it is lost", async () => {
  const first = await crash();
  clock.advance(29_000);
  expect(await first.handle.heartbeat()).toBe(true);
  clock.advance(29_999);
  expect((await run(() => 1)).outcome).toBe("in_progress");
  // Late, but no other caller has taken it over.
  clock.advance(1000);
  expect(await first.handle.heartbeat()).toBe(true);
  expect((await run(() => 1)).outcome).toBe("in_progress");
  clock.advance(30_000);
  expect((await run(() => "second")).outcome).toBe("ran");
  expect(first.handle.signal.aborted).toBe(false);
  expect(await first.handle.heartbeat()).toBe(false);
  expect(first.handle.signal.aborted).toBe(true);
});

test("a heartbeat between the read and the takeover keeps the run", async () => {
  const first = await crash();
  clock.advance(30_000);
  const [extended, ...others] = await Promise.all([
    first.handle.heartbeat(),
    ...Array.from({ length: 50 }, () => run(({ attempt }) => attempt)),
  ]);
  const ran = others.filter(({ outcome }) => outcome === "ran");
  expect(ran).toHaveLength(extended ? 0 : 1);
});

test("the start of a deleted run does not hold the key", async () => {
  await crash();
  await db.deleteFrom("action_runs").execute();
  expect(await run(({ attempt }) => attempt)).toMatchObject({ outcome: "ran", value: 1 });
});

test("the lease's token is neither stored nor returned", async () => {
  await crash();
  const [row] = await db.selectFrom("action_runs").select("lease_sha256").execute();
  expect(row?.lease_sha256).toMatch(/^[0-9a-f]{64}$/);
  const shown = JSON.stringify(await findActionRun(db, byKey, clock));
  expect(shown).not.toContain(row?.lease_sha256);
});
