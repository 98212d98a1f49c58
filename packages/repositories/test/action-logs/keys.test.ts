import type { Database } from "@handsfree/schema";
import { openTestDatabase, TestClock } from "@handsfree/testkit";
import type { Kysely } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  type ActionLog,
  findActionLogByKey,
  listActionLogs,
  type NewActionLog,
  recordActionLog,
  type RecordedActionLog,
  actionLogLimits,
} from "../../src/entries/action-logs.ts";
import { parseJsonExactly } from "../../src/index.ts";

const userId = "019a2f6e-0000-7000-8000-000000000001";
const stranger = "019a2f6e-0000-7000-8000-000000000002";

let db: Kysely<Database>;
let clock: TestClock;
beforeEach(async () => {
  db = await openTestDatabase();
  clock = new TestClock();
});
afterEach(() => db.destroy());

const record = (input: Partial<NewActionLog> = {}): Promise<RecordedActionLog> =>
  recordActionLog(
    db,
    { userId, actionType: "merge_pr", ok: true, idempotencyKey: "k", ...input },
    clock,
  );
const logOf = (recorded: RecordedActionLog): ActionLog => {
  if (!("log" in recorded)) throw new Error(recorded.outcome);
  return recorded.log;
};
const count = async (results: readonly RecordedActionLog[], outcome: string): Promise<number> =>
  results.filter((result) => result.outcome === outcome).length;

test("200 records with one key at once: one row, and every caller gets it", async () => {
  const results = await Promise.all(
    Array.from({ length: 200 }, (_, attempt) => record({ request: { pr: 12 }, result: attempt })),
  );
  expect(await count(results, "recorded")).toBe(1);
  expect(await count(results, "replayed")).toBe(199);
  expect(new Set(results.map((result) => logOf(result).id)).size).toBe(1);
  expect(await db.selectFrom("action_logs").selectAll().execute()).toHaveLength(1);
});

test("200 different requests with one key at once: one is recorded, and the others learn nothing about it", async () => {
  const results = await Promise.all(
    Array.from({ length: 200 }, (_, attempt) => record({ request: { attempt } })),
  );
  expect(await count(results, "recorded")).toBe(1);
  const others = results.filter(({ outcome }) => outcome !== "recorded");
  expect(others).toEqual(Array.from({ length: 199 }, () => ({ outcome: "key_reused" })));
});

test("a key belongs to a user and a type of action", async () => {
  const mine = await record();
  const theirs = await record({ userId: stranger });
  const another = await record({ actionType: "merge_pr/k" });
  expect([mine, theirs, another].map(({ outcome }) => outcome)).toEqual([
    "recorded",
    "recorded",
    "recorded",
  ]);
  expect(await findActionLogByKey(db, { userId, actionType: "merge_pr", key: "k" }, clock)).toEqual(
    logOf(mine),
  );
});

test.for<[string, Partial<NewActionLog>, Partial<NewActionLog>, string]>([
  [
    "members in another order",
    { request: { a: 1, b: 2 } },
    { request: { b: 2, a: 1 } },
    "replayed",
  ],
  [
    "another spelling of a number",
    { request: 1 },
    { request: parseJsonExactly("1.0") },
    "replayed",
  ],
  ["no request, and null", {}, { request: null }, "replayed"],
  ["another result", { result: 1 }, { result: 2, ok: false }, "replayed"],
  ["another life of the key", {}, { keyLifeSeconds: 60 }, "replayed"],
  ["another value", { request: { a: 1 } }, { request: { a: 2 } }, "key_reused"],
  ["another target", { target: "a" }, { target: "b" }, "key_reused"],
  ["a target that moved into the request", { target: "a" }, { request: "a" }, "key_reused"],
  [
    "another secret, redacted alike",
    { request: { token: "a" } },
    { request: { token: "b" } },
    "key_reused",
  ],
  [
    "a number that no double holds",
    { request: parseJsonExactly("12345678901234567890") },
    { request: parseJsonExactly("12345678901234567891") },
    "key_reused",
  ],
])("a retry with %s", async ([, first, second, outcome]) => {
  expect((await record(first)).outcome).toBe("recorded");
  expect((await record(second)).outcome).toBe(outcome);
});

test("a record without a digest replays every request", async () => {
  const first = logOf(await record({ request: 1 }));
  await db
    .updateTable("action_logs")
    .set({ request_digest: null, key_expires_at: null })
    .where("id", "=", first.id)
    .execute();
  clock.advance(100 * 24 * 3600 * 1000);
  const again = await record({ request: 2 });
  expect([again.outcome, logOf(again).id]).toEqual(["replayed", first.id]);
});

test("a key lives a day, to the millisecond, and then the next one takes it", async () => {
  const first = logOf(await record({ request: 1 }));
  expect(first.keyExpiresAt).toEqual(
    new Date(clock.now().getTime() + actionLogLimits.defaultKeyLife * 1000),
  );
  clock.advance(actionLogLimits.defaultKeyLife * 1000 - 1);
  expect(await record({ request: 1 })).toEqual({ outcome: "replayed", log: first });
  clock.advance(1);
  const byKey = { userId, actionType: "merge_pr", key: "k" };
  expect(await findActionLogByKey(db, byKey, clock)).toBeUndefined();
  const second = await record({ request: 2 });
  expect(second.outcome).toBe("recorded");
  expect(await findActionLogByKey(db, byKey, clock)).toEqual(logOf(second));
  expect((await listActionLogs(db, { userId })).items).toEqual([logOf(second), first]);
});

test("of 200 callers that use an expired key one gets it, and the first record stays unchanged", async () => {
  const before = await record({ request: 1, result: "first" });
  // Except the key and its digest, which are removed when another record takes the key.
  const columns = ["id", "request", "result", "idempotency_key", "content_salt", "created_at"];
  const read = () =>
    db
      .selectFrom("action_logs")
      .select(columns as ["id"])
      .where("id", "=", logOf(before).id)
      .executeTakeFirst();
  const row = await read();
  clock.advance(actionLogLimits.defaultKeyLife * 1000);
  const results = await Promise.all(Array.from({ length: 200 }, () => record({ request: 2 })));
  expect(await count(results, "recorded")).toBe(1);
  expect(await count(results, "replayed")).toBe(199);
  expect(new Set(results.map((result) => logOf(result).id)).size).toBe(1);
  expect(await read()).toEqual(row);
  expect(await db.selectFrom("action_logs").select("id").execute()).toHaveLength(2);
});

test("a caller sets the life of a key", async () => {
  await record({ keyLifeSeconds: actionLogLimits.minimumKeyLife });
  clock.advance(actionLogLimits.minimumKeyLife * 1000);
  expect((await record({ keyLifeSeconds: actionLogLimits.maximumKeyLife })).outcome).toBe(
    "recorded",
  );
  clock.advance(actionLogLimits.maximumKeyLife * 1000 - 1);
  expect((await record()).outcome).toBe("replayed");
});

test.for([0, 59, 60.5, Number.NaN, 30 * 24 * 3600 + 1])(
  "a life of %d s is refused",
  async (life) => {
    await expect(record({ keyLifeSeconds: life })).rejects.toMatchObject({
      field: "keyLifeSeconds",
    });
  },
);

test("in a caller's transaction: a rollback frees the key, and expired keys can be used", async () => {
  const attempt = db.transaction().execute(async (transaction) => {
    await recordActionLog(
      transaction,
      { userId, actionType: "merge_pr", ok: true, idempotencyKey: "k" },
      clock,
    );
    throw new Error("crash");
  });
  await expect(attempt).rejects.toThrow("crash");
  expect((await record()).outcome).toBe("recorded");
  clock.advance(actionLogLimits.defaultKeyLife * 1000);
  const outcomes = await db.transaction().execute(async (transaction) => {
    const input = { userId, actionType: "merge_pr", ok: true, idempotencyKey: "k" };
    const first = await recordActionLog(transaction, input, clock);
    const again = await recordActionLog(transaction, input, clock);
    const other = await recordActionLog(transaction, { ...input, request: 1 }, clock);
    return [first.outcome, again.outcome, other.outcome];
  });
  expect(outcomes).toEqual(["recorded", "replayed", "key_reused"]);
});

test.for(["pending_action.confirmed", "action_run.started"])(
  "only the repositories write %s",
  async (actionType) => {
    await expect(record({ actionType })).rejects.toMatchObject({ field: "actionType" });
  },
);
