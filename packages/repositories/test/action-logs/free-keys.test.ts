import type { Database } from "@handsfree/schema";
import { openTestDatabase, TestClock } from "@handsfree/testkit";
import type { Kysely } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import { freeExpiredKeys, recordActionLog } from "../../src/entries/action-logs.ts";

const userId = "019a2f6e-0000-7000-8000-000000000001";

let db: Kysely<Database>;
let clock: TestClock;
beforeEach(async () => {
  db = await openTestDatabase();
  clock = new TestClock();
});
afterEach(() => db.destroy());

const record = (idempotencyKey: string | null) =>
  recordActionLog(
    db,
    { userId, actionType: "merge_pr", ok: true, idempotencyKey, keyLifeSeconds: 60 },
    clock,
  );

async function owned(): Promise<(string | null)[]> {
  const rows = await db
    .selectFrom("action_logs")
    .select("idempotency_key")
    .where("owned_key", "is not", null)
    .orderBy("created_at")
    .execute();
  return rows.map((row) => row.idempotency_key);
}

test("expired keys are freed, the oldest first, in batches, and the contents of their rows stay", async () => {
  for (const key of ["a", "b", "c", null]) {
    await record(key);
    clock.advance(1000);
  }
  const before = await db.selectFrom("action_logs").selectAll().orderBy("created_at").execute();
  expect(await freeExpiredKeys(db, {}, clock)).toBe(0);
  clock.advance(58_000);
  expect(await freeExpiredKeys(db, { limit: 2 }, clock)).toBe(2);
  expect(await owned()).toEqual(["c"]);
  expect(await freeExpiredKeys(db, { limit: 2 }, clock)).toBe(1);
  expect(await freeExpiredKeys(db, { limit: 2 }, clock)).toBe(0);
  const after = await db.selectFrom("action_logs").selectAll().orderBy("created_at").execute();
  expect(after).toEqual(before.map((row) => ({ ...row, owned_key: null, request_digest: null })));
});

test("keys without an expiry are never freed", async () => {
  await record("from before");
  await db.updateTable("action_logs").set({ key_expires_at: null }).execute();
  clock.advance(1000 * 24 * 3600 * 1000);
  expect(await freeExpiredKeys(db, {}, clock)).toBe(0);
  expect(await owned()).toEqual(["from before"]);
});

test("concurrent sweeps and users of the keys free each key once", async () => {
  await Promise.all(Array.from({ length: 50 }, (_, index) => record(`k${index}`)));
  clock.advance(60_000);
  const [freed, taken] = await Promise.all([
    Promise.all(Array.from({ length: 8 }, () => freeExpiredKeys(db, { limit: 10 }, clock))),
    Promise.all(Array.from({ length: 10 }, (_, index) => record(`k${index}`))),
  ]);
  expect(taken.every(({ outcome }) => outcome === "recorded")).toBe(true);
  expect(freed.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(50);
  expect(freed.every((count) => count <= 10)).toBe(true);
  while ((await freeExpiredKeys(db, { limit: 10 }, clock)) > 0);
  expect(new Set(await owned())).toEqual(
    new Set(Array.from({ length: 10 }, (_, index) => `k${index}`)),
  );
});

test.for([0, -1, 1.5, 1001])("a limit of %d is refused", async (limit) => {
  await expect(freeExpiredKeys(db, { limit }, clock)).rejects.toMatchObject({ field: "limit" });
});
