import type { Database } from "@handsfree/schema";
import { openTestDatabase, TestClock } from "@handsfree/testkit";
import type { Kysely } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import { listActionLogs } from "../../src/entries/action-logs.ts";
import {
  claimAgentTasks,
  completeAgentTask,
  failAgentTask,
  findAgentTask,
  heartbeatAgentTask,
  releaseAgentTask,
} from "../../src/entries/agent-tasks.ts";
import { claim, claimed, created, holderOf, other, userId } from "./tasks.ts";

let db: Kysely<Database>;
let clock: TestClock;
beforeEach(async () => {
  db = await openTestDatabase();
  clock = new TestClock();
});
afterEach(() => db.destroy());

const minute = 60_000;

/** The events of a task, the first one first. */
async function events(target: string): Promise<unknown[]> {
  const { items } = await listActionLogs(db, { userId, target });
  return items.toReversed().map(({ actionType }) => actionType.replace("agent_task.", ""));
}

test("a worker claims a task, tells its progress, and completes it", async () => {
  const task = await created(db, clock);
  const work = await claimed(db, clock);
  expect(work).toMatchObject({
    task: { id: task.id, status: "running", attempts: 1, worker: "agent-1" },
    lease: { taskId: task.id, attempt: 1, expiresAt: new Date(clock.now().getTime() + minute) },
  });
  expect(await claimAgentTasks(db, claim, clock)).toEqual([]);

  clock.advance(30_000);
  const heartbeat = { ...holderOf(work), progress: "3 of 7 tests pass", leaseSeconds: 120 };
  expect(await heartbeatAgentTask(db, heartbeat, clock)).toEqual({
    outcome: "extended",
    expiresAt: new Date(clock.now().getTime() + 120_000),
  });
  await heartbeatAgentTask(db, holderOf(work), clock);
  expect(await findAgentTask(db, { userId, id: task.id })).toMatchObject({
    progress: "3 of 7 tests pass",
    updatedAt: clock.now(),
    leaseExpiresAt: new Date(clock.now().getTime() + minute),
  });

  const result = { pullRequest: 14 };
  const done = await completeAgentTask(db, { ...holderOf(work), result }, clock);
  const ended = { id: task.id, status: "completed", endedAt: clock.now(), dueAt: null, result };
  expect(done).toMatchObject({ outcome: "completed", task: ended });
  expect(await completeAgentTask(db, holderOf(work), clock)).toMatchObject({
    outcome: "already_ended",
    task: ended,
  });
  expect(await heartbeatAgentTask(db, holderOf(work), clock)).toMatchObject({
    outcome: "already_ended",
  });
  expect(await events(task.id)).toEqual(["created", "started", "ended"]);
});

test("the task that is due for longest comes first, of these providers and this user alone", async () => {
  const later = await created(db, clock, { dueAt: new Date(clock.now().getTime() + 5000) });
  clock.advance(1000);
  const second = await created(db, clock);
  const first = await created(db, clock, { dueAt: new Date(0) });
  await created(db, clock, { provider: "codex" });
  const others = await created(db, clock, { userId: other });
  const claims = await claimAgentTasks(db, { ...claim, userId, limit: 10 }, clock);
  expect(claims.map(({ task }) => task.id)).toEqual([first.id, second.id]);
  const byId = { ...claim, id: later.id };
  expect(await claimAgentTasks(db, byId, clock)).toEqual([]);
  expect(await claimAgentTasks(db, { ...claim, id: others.id, userId }, clock)).toEqual([]);
  clock.advance(4000);
  expect(await claimAgentTasks(db, byId, clock)).toMatchObject([{ task: { id: later.id } }]);
  const rest = await claimAgentTasks(
    db,
    { ...claim, providers: ["codex", "copilot"], limit: 10 },
    clock,
  );
  expect(rest.map(({ task }) => task.provider).toSorted()).toEqual(["codex", "copilot"]);
});

test("a failed attempt is repeated after a back-off, and the last one is final", async () => {
  const task = await created(db, clock, { maxAttempts: 2 });
  const first = await claimed(db, clock);
  const failure = { error: "no network", retryPolicy: { random: () => 0.5 } };
  const failed = await failAgentTask(db, { ...holderOf(first), ...failure }, clock);
  const dueAt = new Date(clock.now().getTime() + 5000);
  const waiting = { status: "created", attempts: 1, error: "no network", dueAt };
  expect(failed).toMatchObject({ outcome: "retrying", task: waiting });
  expect(await failAgentTask(db, { ...holderOf(first), ...failure }, clock)).toMatchObject({
    outcome: "already_ended",
  });
  expect(await claimAgentTasks(db, claim, clock)).toEqual([]);
  clock.advance(5000);
  const second = await claimed(db, clock);
  expect(second.lease.attempt).toBe(2);
  expect(await failAgentTask(db, { ...holderOf(second), ...failure }, clock)).toMatchObject({
    outcome: "failed",
    task: { status: "failed", dueAt: null, endedAt: clock.now() },
  });
  expect(await events(task.id)).toEqual([
    "created",
    "started",
    "attempt_failed",
    "started",
    "ended",
  ]);
});

test("an attempt that cannot succeed ends the task at once", async () => {
  await created(db, clock);
  const holder = holderOf(await claimed(db, clock));
  expect(await failAgentTask(db, { ...holder, error: "no", retry: false }, clock)).toMatchObject({
    outcome: "failed",
    task: { error: "no", attempts: 1 },
  });
});

test("after a lease has run out another worker goes on, and the first one's report counts for nothing", async () => {
  const task = await created(db, clock, { maxAttempts: 2 });
  const first = await claimed(db, clock);
  clock.advance(minute);
  expect(await heartbeatAgentTask(db, holderOf(first), clock)).toEqual({ outcome: "lease_lost" });
  const second = await claimed(db, clock, { worker: "agent-2" });
  expect(second.lease).toMatchObject({ taskId: task.id, attempt: 2 });
  expect(await completeAgentTask(db, holderOf(first), clock)).toEqual({ outcome: "lease_lost" });
  clock.advance(minute);
  // No attempts are left, so the next claim ends it.
  expect(await claimAgentTasks(db, claim, clock)).toEqual([]);
  expect(await findAgentTask(db, { userId, id: task.id })).toMatchObject({
    status: "failed",
    error: "the lease of attempt 2 ran out, and no attempts are left",
    endedAt: clock.now(),
  });
  expect(await events(task.id)).toEqual(["created", "started", "started", "ended"]);
});

test("a lease that ran out counts until another worker has the task", async () => {
  await created(db, clock);
  const holder = holderOf(await claimed(db, clock));
  clock.advance(2 * minute);
  expect(await completeAgentTask(db, holder, clock)).toMatchObject({ outcome: "completed" });
});

test("a released task is due at once, and the attempt does not count", async () => {
  const task = await created(db, clock, { maxAttempts: 1 });
  const first = await claimed(db, clock);
  expect(await releaseAgentTask(db, holderOf(first), clock)).toMatchObject({
    outcome: "released",
    task: { id: task.id, status: "created", attempts: 0, dueAt: clock.now() },
  });
  expect((await claimed(db, clock)).lease.attempt).toBe(1);
});

test("a holder finds the tasks of its user alone", async () => {
  await created(db, clock);
  const holder = holderOf(await claimed(db, clock));
  expect(await completeAgentTask(db, { ...holder, userId: other }, clock)).toEqual({
    outcome: "not_found",
  });
  expect(await completeAgentTask(db, { ...holder, userId }, clock)).toMatchObject({
    outcome: "completed",
  });
});

test("what workers say is bounded, and stored without secrets", async () => {
  /** In parts, so that secret scanners do not report this file. */
  const token = ["ghp", "a1B2c3D4e5F6g7H8j9K0a1B2c3D4e5F6g7H8"].join("_");
  const { id, instruction } = await created(db, clock, { instruction: `use ${token}` });
  expect(instruction).toBe("use [redacted]");
  const holder = holderOf(await claimed(db, clock));
  const progress = `${token} ${"x".repeat(2000)}`;
  await heartbeatAgentTask(db, { ...holder, progress }, clock);
  const task = await findAgentTask(db, { userId, id });
  expect(task?.progress).toMatch(/^\[redacted\] x+$/);
  expect(task?.progress).toHaveLength(1000);
  const large = completeAgentTask(db, { ...holder, result: "x".repeat(262_143) }, clock);
  await expect(large).rejects.toThrow("result has 262145 bytes as JSON; give at most 262144");
  const result = { token, note: "x".repeat(1000) };
  const done = await completeAgentTask(db, { ...holder, result }, clock);
  expect(done).toMatchObject({ task: { result: { token: "[redacted]" } } });
  const { content_bytes } = await db
    .selectFrom("agent_tasks")
    .select("content_bytes")
    .where("id", "=", id)
    .executeTakeFirstOrThrow();
  expect(content_bytes).toBe(
    14 + 1000 + Buffer.byteLength(JSON.stringify({ token: "[redacted]", note: result.note })),
  );
});

test("20 workers at once and 5 tasks: each is claimed once", async () => {
  const ids: string[] = [];
  for (let n = 0; n < 5; n++) ids.push((await created(db, clock)).id);
  const claims = await Promise.all(
    Array.from({ length: 20 }, (_, n) =>
      claimAgentTasks(db, { providers: ["copilot"], worker: `agent-${n}` }, clock),
    ),
  );
  expect(claims.flatMap((some) => some.map(({ task }) => task.id)).toSorted()).toEqual(
    ids.toSorted(),
  );
});
