import type { Database } from "@handsfree/schema";
import { openTestDatabase, TestClock } from "@handsfree/testkit";
import type { Kysely } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import { sealActionLogs, verifyAuditTrail } from "../../src/entries/audit.ts";
import {
  type RetentionPolicy,
  retentionRuleNames,
  runRetention,
} from "../../src/entries/privacy.ts";
import { insertLog } from "../rows.ts";

const day = 24 * 3600 * 1000;
const nothing: RetentionPolicy = Object.fromEntries(retentionRuleNames.map((name) => [name, null]));

let db: Kysely<Database>;
let clock: TestClock;
beforeEach(async () => {
  db = await openTestDatabase();
  clock = new TestClock();
});
afterEach(() => db.destroy());

/** The number of removed records, which must equal that of the dry run. */
async function run(policy: RetentionPolicy): Promise<number | undefined> {
  const options = { policy: { ...nothing, ...policy }, batchSize: 2 };
  const dry = await runRetention(db, { ...options, dryRun: true }, clock);
  const ran = await runRetention(db, options, clock);
  expect(ran.rules).toEqual(dry.rules);
  expect(await verifyAuditTrail(db)).toMatchObject({ findings: [] });
  return ran.rules[0]?.removed;
}
const logs = () =>
  db
    .selectFrom("action_logs")
    .selectAll()
    .where("action_type", "<>", "retention.ran")
    .orderBy("created_at")
    .execute();

test("the content of action logs is removed after 400 days, and user, type and time stay", async () => {
  const at = clock.now();
  for (let index = 0; index < 5; index++) await insertLog(db, { target: "x", created_at: at });
  clock.advance(200 * day);
  await sealActionLogs(db, {}, clock);
  clock.advance(200 * day - 1);
  expect(await run({ actionLogContent: 400 })).toBe(0);
  clock.advance(1);
  expect(await run({ actionLogContent: 400 })).toBe(5);
  expect(await run({ actionLogContent: 400 })).toBe(0);
  for (const log of await logs()) {
    const gone = { target: null, request: null, result: null };
    expect(log).toMatchObject({ ...gone, action_type: "merge_pr", ok: true, created_at: at });
    expect(log.user_id).not.toBe("00000000-0000-0000-0000-000000000000");
  }
});

test("a log with an unexpired key keeps its content until the expiry, for retries", async () => {
  const at = clock.now();
  const expires = new Date(at.getTime() + 500 * day);
  const key = { idempotency_key: "k", owned_key: "a/b/k", key_expires_at: expires };
  await insertLog(db, { ...key, created_at: at });
  clock.advance(500 * day - 1);
  expect(await run({ actionLogContent: 400 })).toBe(0);
  clock.advance(1);
  expect(await run({ actionLogContent: 400 })).toBe(1);
});

test("a policy removes action logs by whole seals, and unsealed logs stay", async () => {
  const start = clock.now().getTime();
  for (let index = 0; index < 3; index++) {
    await insertLog(db, { created_at: clock.now() });
    clock.advance(day);
  }
  await sealActionLogs(db, { batchSize: 2 }, clock);
  clock.advance(start + 31 * day - clock.now().getTime() - 1);
  expect(await run({ actionLogs: 30 })).toBe(0);
  clock.advance(1);
  expect(await run({ actionLogs: 30 })).toBe(2);
  clock.advance(day);
  expect(await run({ actionLogs: 30 })).toBe(1);
  await insertLog(db, { created_at: clock.now() });
  clock.advance(1000 * day);
  expect(await run({ actionLogs: 30 })).toBe(0);
  expect(await logs()).toHaveLength(1);
});
