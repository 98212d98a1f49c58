import type { Database } from "@handsfree/schema";
import { openTestDatabase, TestClock } from "@handsfree/testkit";
import type { Kysely } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import { actionLogLimits, exportActionLogs } from "../../src/entries/action-logs.ts";
import { insertLog } from "../rows.ts";

const userId = "019a2f6e-0000-7000-8000-000000000001";
const stranger = "019a2f6e-0000-7000-8000-000000000002";

let db: Kysely<Database>;
let clock: TestClock;
beforeEach(async () => {
  db = await openTestDatabase();
  clock = new TestClock();
});
afterEach(() => db.destroy());

async function exported(filter: object): Promise<(string | null)[]> {
  const answer = await exportActionLogs(db, { userId, ...filter }, clock);
  if (answer.outcome !== "exported") throw new Error(answer.outcome);
  const targets = [];
  for await (const batch of answer.batches) targets.push(...batch.map(({ target }) => target));
  return targets;
}

test("all logs that match are exported, newest first, also those of many pages", async () => {
  const count = 1050;
  const from = clock.now().getTime() - count * 1000;
  await db.transaction().execute(async (transaction) => {
    for (let n = 0; n < count; n++) {
      const created_at = new Date(from + n * 1000);
      await insertLog(transaction, {
        user_id: userId,
        target: `t${n}`,
        ok: n % 2 === 0,
        created_at,
      });
    }
    await insertLog(transaction, {
      user_id: stranger,
      target: "other",
      created_at: new Date(from),
    });
  });
  const all = Array.from({ length: count }, (_, n) => `t${count - 1 - n}`);
  expect(await exported({})).toEqual(all);
  expect(await exported({ ok: true, search: "T1" })).toEqual(
    all.filter((target) => target.startsWith("t1") && Number(target.slice(1)) % 2 === 0),
  );
  const since = new Date(from + 1000);
  expect(await exported({ since, until: new Date(from + 3000) })).toEqual(["t2", "t1"]);
  const auditor = await exportActionLogs(db, { auditor: true, search: "other" }, clock);
  expect(auditor.outcome).toBe("exported");
});

test("what is recorded after the export began does not belong to it", async () => {
  const at = clock.now();
  await insertLog(db, {
    user_id: userId,
    target: "before",
    created_at: new Date(at.getTime() - 1),
  });
  await insertLog(db, { user_id: userId, target: "after", created_at: at });
  expect(await exported({})).toEqual(["before"]);
});

test("an export of too many bytes is refused with their number", async () => {
  const half = actionLogLimits.exportedBytes / 2;
  for (const [n, content_bytes] of [half, half, 1].entries()) {
    const created_at = new Date(clock.now().getTime() - 1000 * (3 - n));
    await insertLog(db, { user_id: userId, content_bytes, created_at });
  }
  expect(await exportActionLogs(db, { userId }, clock)).toEqual({
    outcome: "too_large",
    logs: 3,
    bytes: 2 * half + 1,
  });
  const until = new Date(clock.now().getTime() - 1000);
  expect(await exported({ until })).toHaveLength(2);
});
