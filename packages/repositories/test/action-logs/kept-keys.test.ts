import type { Database } from "@handsfree/schema";
import { openTestDatabase, TestClock } from "@handsfree/testkit";
import type { Kysely } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import { listActionLogs, recordActionLog, runOnce } from "../../src/entries/action-logs.ts";
import {
  pruneAuditTrail,
  removeLogContents,
  sealActionLogs,
  verifyAuditTrail,
} from "../../src/entries/audit.ts";
import { runRetention } from "../../src/entries/privacy.ts";

const userId = "019a2f6e-0000-7000-8000-000000000001";
const input = { userId, actionType: "merge_pr", request: { pr: 12 }, idempotencyKey: "k" };

let db: Kysely<Database>;
let clock: TestClock;
beforeEach(async () => {
  db = await openTestDatabase();
  clock = new TestClock();
});
afterEach(() => db.destroy());

const run = (sideEffect: () => unknown) => runOnce(db, input, sideEffect, clock);

async function contentsGo(): Promise<void> {
  clock.advance(1);
  const { rules } = await runRetention(db, { policy: { actionLogContent: 0 } }, clock);
  expect(rules.find(({ rule }) => rule === "actionLogContent")?.removed).toBe(1);
}

async function allRowsGo(): Promise<number> {
  clock.advance(1000);
  await sealActionLogs(db, { settleSeconds: 0 }, clock);
  return (await pruneAuditTrail(db, { before: clock.now() }, clock)).rows;
}

test.for([
  ["contents", contentsGo],
  ["rows", allRowsGo],
] as const)("a run that has not ended keeps its key when %s go", async ([, remove]) => {
  const result = await run(async () => {
    await remove();
    expect(await run(() => "twice")).toMatchObject({ outcome: "in_progress" });
    const recorded = await recordActionLog(db, { ...input, ok: true }, clock);
    expect(recorded).toMatchObject({ outcome: "in_progress" });
    return "once";
  });
  expect(result).toMatchObject({ outcome: "ran" });
  expect(await run(() => "twice")).toMatchObject({ outcome: "replayed", log: { result: "once" } });
  expect(await verifyAuditTrail(db)).toMatchObject({ findings: [] });
});

test("a crashed run without its contents is taken over", async () => {
  const crashed = Promise.withResolvers<void>();
  void run(() => {
    crashed.resolve();
    return new Promise(() => {});
  });
  await crashed.promise;
  await contentsGo();
  clock.advance(60_000);
  expect(await run(() => "second")).toMatchObject({ outcome: "ran", value: "second" });
});

test("a run whose start was anonymized is not begun a second time", async () => {
  await run(async () => {
    const { items } = await listActionLogs(db, { userId });
    const ids = items.map(({ id }) => id);
    await removeLogContents(db, { ids }, { anonymize: true }, clock);
    const owners = await db.selectFrom("action_logs").select("owned_key").execute();
    expect(owners).toEqual([{ owned_key: null }]);
    expect(await run(() => "twice")).toMatchObject({ outcome: "in_progress" });
    const other = await runOnce(db, { ...input, request: { pr: 13 } }, () => "twice", clock);
    expect(other).toEqual({ outcome: "key_reused" });
  });
});

test("a row stays as long as its key, to the millisecond", async () => {
  await recordActionLog(db, { ...input, ok: true, keyLifeSeconds: 60 }, clock);
  clock.advance(58_999);
  expect(await allRowsGo()).toBe(0);
  expect(await recordActionLog(db, { ...input, ok: true }, clock)).toMatchObject({
    outcome: "replayed",
  });
  clock.advance(1);
  expect(await pruneAuditTrail(db, { before: clock.now() }, clock)).toMatchObject({ rows: 1 });
});
