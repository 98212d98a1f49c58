import type { Database } from "@handsfree/schema";
import { openTestDatabase, TestClock } from "@handsfree/testkit";
import type { Kysely } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import { listActionLogs } from "../../src/entries/action-logs.ts";
import {
  cancelAgentTask,
  claimAgentTasks,
  completeAgentTask,
  failAgentTask,
  giveAgentTaskInput,
  heartbeatAgentTask,
  requestAgentTaskInput,
  retryAgentTask,
} from "../../src/entries/agent-tasks.ts";
import { insertTask } from "../rows.ts";
import { claim, claimed, created, holderOf, other, userId } from "./tasks.ts";

let db: Kysely<Database>;
let clock: TestClock;
beforeEach(async () => {
  db = await openTestDatabase();
  clock = new TestClock();
});
afterEach(() => db.destroy());

test("a worker asks, the owner answers, and the next worker goes on with the answer", async () => {
  const task = await created(db, clock, { maxAttempts: 1 });
  const holder = holderOf(await claimed(db, clock));
  const question = "Which branch?";
  const asked = await requestAgentTaskInput(db, { ...holder, question }, clock);
  const waiting = { status: "needs_input", question, answer: null, attempts: 0, dueAt: null };
  expect(asked).toMatchObject({ outcome: "asked", task: waiting });
  // The lease has ended.
  expect(await completeAgentTask(db, holder, clock)).toMatchObject({ outcome: "already_ended" });
  clock.advance(3_600_000);
  expect(await claimAgentTasks(db, claim, clock)).toEqual([]);

  const key = { userId, id: task.id };
  const answer = { ...key, answer: "main", by: other };
  expect(await giveAgentTaskInput(db, { ...answer, userId: other }, clock)).toEqual({
    outcome: "not_found",
  });
  const answered = { status: "running", question, answer: "main", dueAt: clock.now() };
  expect(await giveAgentTaskInput(db, answer, clock)).toMatchObject({
    outcome: "answered",
    task: answered,
  });
  expect(await giveAgentTaskInput(db, answer, clock)).toMatchObject({
    outcome: "wrong_status",
    task: answered,
  });
  expect(await completeAgentTask(db, holder, clock)).toEqual({ outcome: "lease_lost" });
  const next = await claimed(db, clock);
  expect(next).toMatchObject({ task: { answer: "main", question }, lease: { attempt: 1 } });
  const done = await completeAgentTask(db, holderOf(next), clock);
  expect(done).toMatchObject({ outcome: "completed", task: { attempts: 1 } });

  const { items } = await listActionLogs(db, { userId, target: task.id });
  expect(items.toReversed().map(({ actionType, result }) => [actionType, result])).toMatchObject([
    ["agent_task.created", { status: "created" }],
    ["agent_task.started", { by: "agent-1", attempt: 1 }],
    ["agent_task.input_requested", { by: "agent-1", status: "needs_input" }],
    ["agent_task.input_given", { by: other, status: "running" }],
    ["agent_task.started", { by: "agent-1", attempt: 1 }],
    ["agent_task.ended", { by: "agent-1", status: "completed" }],
  ]);
  expect(JSON.stringify(items)).not.toMatch(/Which branch|main/);
});

test("an owner cancels a task, and its worker is told", async () => {
  const task = await created(db, clock);
  const holder = holderOf(await claimed(db, clock));
  const cancellation = { userId, id: task.id, reason: "not needed" };
  expect(await cancelAgentTask(db, { ...cancellation, userId: other }, clock)).toEqual({
    outcome: "not_found",
  });
  const cancelled = { id: task.id, status: "cancelled", dueAt: null, endedAt: clock.now() };
  expect(await cancelAgentTask(db, cancellation, clock)).toMatchObject({
    outcome: "cancelled",
    task: cancelled,
  });
  expect(await cancelAgentTask(db, cancellation, clock)).toMatchObject({ outcome: "wrong_status" });
  const told = { outcome: "already_ended", task: cancelled };
  expect(await heartbeatAgentTask(db, holder, clock)).toMatchObject(told);
  expect(await completeAgentTask(db, holder, clock)).toMatchObject(told);
  expect(await retryAgentTask(db, { userId, id: task.id }, clock)).toMatchObject({
    outcome: "wrong_status",
  });
});

test("an owner retries a task that failed or waits, with all its attempts", async () => {
  const task = await created(db, clock, { maxAttempts: 1 });
  const key = { userId, id: task.id };
  const first = holderOf(await claimed(db, clock));
  expect(await retryAgentTask(db, key, clock)).toMatchObject({ outcome: "wrong_status" });
  await failAgentTask(db, { ...first, error: "no" }, clock);
  const due = { status: "created", attempts: 0, dueAt: clock.now(), endedAt: null };
  expect(await retryAgentTask(db, key, clock)).toMatchObject({ outcome: "retried", task: due });
  expect(await retryAgentTask(db, { ...key, userId: other }, clock)).toEqual({
    outcome: "not_found",
  });
  const second = holderOf(await claimed(db, clock));
  expect(await completeAgentTask(db, second, clock)).toMatchObject({ outcome: "completed" });
  expect(await retryAgentTask(db, key, clock)).toMatchObject({ outcome: "wrong_status" });
});

test.for(["created", "running", "queued by an older release"])(
  "a task of an older release that is %j is claimed by no worker until its owner retries it",
  async (status) => {
    const id = await insertTask(db, { user_id: userId, status, created_at: new Date(0) });
    expect(await claimAgentTasks(db, claim, clock)).toEqual([]);
    expect(await retryAgentTask(db, { userId, id }, clock)).toMatchObject({ outcome: "retried" });
    expect(await claimed(db, clock)).toMatchObject({ task: { id }, lease: { attempt: 1 } });
  },
);

test("a task with the status of an older release can be cancelled", async () => {
  const id = await insertTask(db, { user_id: userId, status: "queued", created_at: new Date(0) });
  expect(await cancelAgentTask(db, { userId, id }, clock)).toMatchObject({ outcome: "cancelled" });
});

test("of an answer, a cancellation and ten more at once one wins", async () => {
  const task = await created(db, clock);
  const holder = holderOf(await claimed(db, clock));
  await requestAgentTaskInput(db, { ...holder, question: "Which branch?" }, clock);
  const key = { userId, id: task.id };
  const outcomes = await Promise.all(
    Array.from({ length: 12 }, (_, n) =>
      n % 2 === 0
        ? giveAgentTaskInput(db, { ...key, answer: `branch ${n}` }, clock)
        : cancelAgentTask(db, key, clock),
    ),
  );
  const won = outcomes
    .map(({ outcome }) => outcome)
    .filter((outcome) => outcome !== "wrong_status");
  // An answered task runs again, and can still be cancelled.
  expect([["answered", "cancelled"], ["cancelled"]]).toContainEqual(won);
});
