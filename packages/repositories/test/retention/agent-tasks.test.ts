import type { Database } from "@handsfree/schema";
import { openTestDatabase, TestClock } from "@handsfree/testkit";
import type { Kysely } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import { retentionRuleNames, runRetention } from "../../src/entries/privacy.ts";
import { insertTask } from "../rows.ts";

const day = 24 * 3600 * 1000;

let db: Kysely<Database>;
let clock: TestClock;
beforeEach(async () => {
  db = await openTestDatabase();
  clock = new TestClock();
});
afterEach(() => db.destroy());

/** The number of tasks that a run removes now. */
async function removed(): Promise<number | undefined> {
  const off = Object.fromEntries(retentionRuleNames.map((rule) => [rule, null]));
  const { rules } = await runRetention(db, { policy: { ...off, agentTasks: 400 } }, clock);
  return rules[0]?.removed;
}

test.for(["completed", "failed", "cancelled"])(
  "a task that is %s is removed 400 days after its end, and one of an older release after its last change",
  async (status) => {
    const at = clock.now();
    const end = new Date(at.getTime() + day);
    await insertTask(db, { status, created_at: at, ended_at: end });
    await insertTask(db, { status, created_at: at, updated_at: end });
    clock.advance(401 * day - 1);
    expect(await removed()).toBe(0);
    clock.advance(1);
    expect(await removed()).toBe(2);
    expect(await db.selectFrom("agent_tasks").selectAll().execute()).toEqual([]);
  },
);

test.for(["created", "running", "needs_input", "queued by an older release"])(
  "a task that is %s stays for ever",
  async (status) => {
    await insertTask(db, { status, created_at: clock.now() });
    clock.advance(10_000 * day);
    expect(await removed()).toBe(0);
  },
);
