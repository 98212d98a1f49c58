import type { Database } from "@handsfree/schema";
import { openTestDatabase, TestClock } from "@handsfree/testkit";
import type { Kysely } from "kysely";
import { v7 } from "uuid";
import { afterEach, beforeEach, expect, test } from "vitest";
import { listActionLogs } from "../../src/entries/action-logs.ts";
import { createAgentTask, findAgentTask, listAgentTasks } from "../../src/entries/agent-tasks.ts";
import { recordCommand } from "../../src/entries/commands.ts";
import { createPendingAction } from "../../src/entries/pending-actions.ts";
import { insertTask } from "../rows.ts";
import { created, other, userId } from "./tasks.ts";

let db: Kysely<Database>;
let clock: TestClock;
beforeEach(async () => {
  db = await openTestDatabase();
  clock = new TestClock();
});
afterEach(() => db.destroy());

test("a task is linked to its command and its action, found by its owner, and on record", async () => {
  const command = { userId, inputType: "text", status: "ok" } as const;
  const { command: spoken } = await recordCommand(db, command, clock);
  const proposal = { userId, summary: "Fix it", actionType: "delegate", actionPayload: {} };
  const proposed = await createPendingAction(db, proposal, clock);
  if (!("action" in proposed)) throw new Error(proposed.outcome);
  const links = { commandId: spoken.id, actionId: proposed.action.id };
  const place = { repository: "octo/repo", issueNumber: 12, pullRequestNumber: 13 };
  const task = await created(db, clock, { ...links, ...place, by: other });
  expect(task).toMatchObject({
    ...links,
    ...place,
    userId,
    provider: "copilot",
    instruction: "fix the build",
    status: "created",
    attempts: 0,
    maxAttempts: 3,
    dueAt: clock.now(),
    createdAt: clock.now(),
  });
  expect(await findAgentTask(db, { userId, id: task.id })).toEqual(task);
  expect(await findAgentTask(db, { userId: other, id: task.id })).toBeUndefined();
  const { items } = await listActionLogs(db, { userId, actionType: "agent_task.created" });
  expect(items).toMatchObject([
    { target: task.id, ok: true, result: { provider: "copilot", status: "created", by: other } },
  ]);
});

test("the command and the action must belong to the owner", async () => {
  const command = { userId: other, inputType: "text", status: "ok" } as const;
  const { command: others } = await recordCommand(db, command, clock);
  const input = { userId, provider: "copilot", instruction: "fix it" };
  for (const commandId of [others.id, v7()]) {
    const refused = await createAgentTask(db, { ...input, commandId }, clock);
    expect(refused).toEqual({ outcome: "command_not_found" });
  }
  const refused = await createAgentTask(db, { ...input, actionId: v7() }, clock);
  expect(refused).toEqual({ outcome: "action_not_found" });
  expect((await listAgentTasks(db, { userId })).items).toEqual([]);
  expect((await listActionLogs(db, { userId })).items).toEqual([]);
});

test("tasks are listed newest first, by status and by provider", async () => {
  const first = await created(db, clock);
  clock.advance(1000);
  const second = await created(db, clock, { provider: "codex" });
  await created(db, clock, { userId: other });
  const old = { user_id: userId, status: "queued", created_at: new Date(0) };
  const id = await insertTask(db, old);
  const list = async (filter: object) =>
    (await listAgentTasks(db, { userId, ...filter })).items.map((task) => task.id);
  expect(await list({})).toEqual([second.id, first.id, id]);
  expect(await list({ status: "created" })).toEqual([second.id, first.id]);
  expect(await list({ provider: "copilot" })).toEqual([first.id, id]);
  // A status of an older release.
  expect(await list({ status: "queued" })).toEqual([id]);
});

test.for([
  ["instruction", ""],
  ["instruction", "x".repeat(10_001)],
  ["provider", "x".repeat(1001)],
  ["repository", "no repository"],
  ["issueNumber", 0],
  ["pullRequestNumber", 2 ** 31],
  ["maxAttempts", 101],
  ["commandId", "12"],
  ["actionId", "12"],
  ["dueAt", new Date(Number.NaN)],
] as const)("%s %j is refused", async ([field, value]) => {
  await expect(created(db, clock, { [field]: value })).rejects.toMatchObject({
    name: "InvalidInputError",
    field,
  });
});
