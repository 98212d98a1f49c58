import type { Database } from "@handsfree/schema";
import { openTestDatabase, TestClock } from "@handsfree/testkit";
import type { Kysely } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  claimAgentTasks,
  type ClaimedAgentTask,
  completeAgentTask,
} from "../../src/entries/agent-tasks.ts";
import { created, holderOf } from "./tasks.ts";

let db: Kysely<Database>;
let clock: TestClock;
beforeEach(async () => {
  db = await openTestDatabase();
  clock = new TestClock();
});
afterEach(() => db.destroy());

async function claimAll(workers: number): Promise<ClaimedAgentTask[]> {
  const claims = await Promise.all(
    Array.from({ length: workers }, (_, n) =>
      claimAgentTasks(db, { providers: ["copilot", "codex"], worker: `agent-${n}` }, clock),
    ),
  );
  return claims.flat();
}

const idsOf = (claims: readonly ClaimedAgentTask[]): string[] =>
  claims.map(({ task }) => task.id).toSorted();

test("200 workers at once and 50 tasks: each is claimed once, taken over once, and completed once", async () => {
  const made = await Promise.all(
    Array.from({ length: 50 }, (_, n) =>
      created(db, clock, { provider: n % 2 === 0 ? "copilot" : "codex" }),
    ),
  );
  const ids = made.map(({ id }) => id).toSorted();
  const crashed = await claimAll(200);
  expect(idsOf(crashed)).toEqual(ids);
  clock.advance(60_000);
  const claims = await claimAll(200);
  expect(idsOf(claims)).toEqual(ids);
  const reports = await Promise.all(
    [...crashed, ...claims].map((work) => completeAgentTask(db, holderOf(work), clock)),
  );
  expect(reports.map(({ outcome }) => outcome)).toEqual([
    ...crashed.map(() => "lease_lost"),
    ...claims.map(() => "completed"),
  ]);
  const { count } = await db
    .selectFrom("action_logs")
    .select((row) => row.fn.countAll<number>().as("count"))
    .where("action_type", "=", "agent_task.ended")
    .executeTakeFirstOrThrow();
  expect(count).toBe(50);
});
