import type { Database } from "@handsfree/schema";
import { openTestDatabase, TestClock } from "@handsfree/testkit";
import type { Kysely } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import { recordActionLog } from "../../src/entries/action-logs.ts";
import { removeLogContents } from "../../src/entries/audit.ts";

const userId = "019a2f6e-0000-7000-8000-000000000001";
const nil = "00000000-0000-0000-0000-000000000000";

let db: Kysely<Database>;
let clock: TestClock;
beforeEach(async () => {
  db = await openTestDatabase();
  clock = new TestClock();
});
afterEach(() => db.destroy());

const record = async (idempotencyKey: string): Promise<string> => {
  const input = { userId, actionType: "merge_pr", ok: true, target: "octo/repo#12" };
  const recorded = await recordActionLog(
    db,
    { ...input, request: { idempotencyKey }, idempotencyKey },
    clock,
  );
  if (recorded.outcome !== "recorded") throw new Error(recorded.outcome);
  return recorded.log.id;
};

const rows = () => db.selectFrom("action_logs").selectAll().orderBy("id").execute();

test("content is removed, and the removal is recorded", async () => {
  const ids = [await record("a"), await record("b"), await record("c")];
  const [a, b] = ids as [string, string, string];
  const gone = "019a2f6e-0000-7000-8000-0000000000ff";

  expect(await removeLogContents(db, { ids: [b, a, a, gone] }, {}, clock)).toEqual({
    count: 2,
    entry: 1,
  });
  const [first, , third] = await rows();
  expect(first).toMatchObject({
    user_id: userId,
    action_type: "merge_pr",
    target: null,
    request: null,
    result: null,
    ok: true,
    idempotency_key: null,
    owned_key: null,
    key_expires_at: null,
    request_digest: null,
    removal: 1,
  });
  expect(third).toMatchObject({ target: "octo/repo#12", removal: null, content_digest: null });
  expect(await db.selectFrom("audit_seals").selectAll().execute()).toMatchObject([
    { number: 1, kind: "removal", count: 2, previous_hash: null },
  ]);
  expect(await db.selectFrom("audit_removals").selectAll().orderBy("log_id").execute()).toEqual([
    { log_id: a, number: 1, anonymized: false },
    { log_id: b, number: 1, anonymized: false },
  ]);

  // Again: only the user is left to remove.
  expect(await removeLogContents(db, { ids }, {}, clock)).toEqual({ count: 1, entry: 2 });
  expect(await removeLogContents(db, { ids }, {}, clock)).toEqual({ count: 0, entry: undefined });
  expect(await removeLogContents(db, { ids }, { anonymize: true }, clock)).toEqual({
    count: 3,
    entry: 3,
  });
  expect(await removeLogContents(db, { ids }, { anonymize: true }, clock)).toEqual({
    count: 0,
    entry: undefined,
  });
  for (const row of await rows()) {
    expect(row).toMatchObject({ user_id: nil, content_salt: nil, removal: 3 });
  }
});

test("a removal that is rolled back leaves no trace", async () => {
  const id = await record("a");
  const before = await rows();
  const attempt = db.transaction().execute(async (transaction) => {
    await removeLogContents(transaction, { ids: [id] }, { anonymize: true }, clock);
    throw new Error("crash");
  });
  await expect(attempt).rejects.toThrow("crash");
  expect(await rows()).toEqual(before);
  expect(await db.selectFrom("audit_seals").selectAll().execute()).toEqual([]);
});

test("two removals in one transaction, the second one with the users", async () => {
  const id = await record("a");
  await db.transaction().execute(async (transaction) => {
    await removeLogContents(transaction, { ids: [id] }, {}, clock);
    await removeLogContents(transaction, { ids: [id] }, { anonymize: true }, clock);
  });
  expect(await rows()).toMatchObject([{ user_id: nil, removal: 2 }]);
});

test("20 removals of the same rows at once: one removes, none fails", async () => {
  const ids = [await record("a"), await record("b")];
  const removals = await Promise.all(
    Array.from({ length: 20 }, () => removeLogContents(db, { ids }, { anonymize: true }, clock)),
  );
  expect(removals.filter(({ count }) => count === 2)).toHaveLength(1);
  expect(removals.filter(({ count }) => count === 0)).toHaveLength(19);
});

test("bad input is named", async () => {
  await expect(removeLogContents(db, { ids: ["x"] }, {}, clock)).rejects.toThrow(
    /^ids is not a UUID/,
  );
  await expect(
    removeLogContents(db, { ids: Array.from({ length: 1001 }, () => nil) }, {}, clock),
  ).rejects.toThrow("ids must be a list of at most 1000 ids, got 1001");
});
