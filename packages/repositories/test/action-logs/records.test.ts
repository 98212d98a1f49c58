import type { Database } from "@handsfree/schema";
import { openTestDatabase, TestClock } from "@handsfree/testkit";
import type { Kysely } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  type ActionLog,
  findActionLog,
  findActionLogByKey,
  listActionLogs,
  type NewActionLog,
  recordActionLog,
} from "../../src/entries/action-logs.ts";

const userId = "019a2f6e-0000-7000-8000-000000000001";
const stranger = "019a2f6e-0000-7000-8000-000000000002";

let db: Kysely<Database>;
let clock: TestClock;
beforeEach(async () => {
  db = await openTestDatabase();
  clock = new TestClock();
});
afterEach(() => db.destroy());

const record = async (input: Partial<NewActionLog> = {}): Promise<ActionLog> => {
  const recorded = await recordActionLog(
    db,
    { userId, actionType: "merge_pr", ok: true, ...input },
    clock,
  );
  if (recorded.outcome !== "recorded") throw new Error(recorded.outcome);
  return recorded.log;
};

test("without a key every record is a row", async () => {
  await record();
  await record();
  expect((await listActionLogs(db, { userId })).items).toHaveLength(2);
});

test("only the owner finds a log by id or key", async () => {
  const log = await record({
    target: "octo/repo#12",
    request: { pr: 12 },
    result: [null, "done"],
    idempotencyKey: "k",
  });
  expect(log).toMatchObject({
    target: "octo/repo#12",
    request: { pr: 12 },
    result: [null, "done"],
  });
  expect(await findActionLog(db, { userId, id: log.id })).toEqual(log);
  const byKey = { actionType: "merge_pr", key: "k" };
  expect(await findActionLogByKey(db, { userId, ...byKey }, clock)).toEqual(log);
  expect(await findActionLog(db, { userId: stranger, id: log.id })).toBeUndefined();
  expect(await findActionLogByKey(db, { userId: stranger, ...byKey }, clock)).toBeUndefined();
  await expect(findActionLog(db, { userId, id: "1" })).rejects.toMatchObject({ field: "id" });
});

test.for(["actionType", "target"])(
  "a filter by a %s that no row can have is refused",
  async (field) => {
    await expect(listActionLogs(db, { userId, [field]: "a\0b" })).rejects.toMatchObject({
      code: "invalid_input",
      field,
    });
  },
);

test("every filter lists the newest first, and never another user's records", async () => {
  await record({ actionType: "merge_pr", target: "a" });
  clock.advance(1000);
  await record({ actionType: "merge_pr", target: "b", ok: false });
  clock.advance(1000);
  const middle = clock.now();
  await record({ actionType: "rerun", target: "a" });
  await record({ userId: stranger, target: "theirs" });
  const targets = async (filter: object): Promise<unknown[]> =>
    (await listActionLogs(db, { userId, ...filter })).items.map(
      ({ actionType, target }) => `${actionType} ${target}`,
    );
  expect(await targets({})).toEqual(["rerun a", "merge_pr b", "merge_pr a"]);
  expect(await targets({ actionType: "merge_pr" })).toEqual(["merge_pr b", "merge_pr a"]);
  expect(await targets({ ok: false })).toEqual(["merge_pr b"]);
  expect(await targets({ target: "a" })).toEqual(["rerun a", "merge_pr a"]);
  expect(await targets({ since: middle })).toEqual(["rerun a"]);
  expect(await targets({ until: middle })).toEqual(["merge_pr b", "merge_pr a"]);

  const theirs = await listActionLogs(db, { userId: stranger, limit: 1 });
  const cursor = (await listActionLogs(db, { userId, limit: 1 })).nextCursor ?? "";
  expect(theirs.nextCursor).toBeNull();
  expect((await listActionLogs(db, { userId: stranger, cursor })).items).toEqual([]);
});

test.for<[string, object]>([
  ["actionType", { actionType: "\0" }],
  ["actionType", { actionType: 1 }],
  ["target", { target: "\ud800" }],
  ["ok", { ok: "true" }],
])("a list by a bad %s is refused: %j", async ([field, filter]) => {
  await expect(listActionLogs(db, { userId, ...filter })).rejects.toMatchObject({ field });
});

test.for(["true", null, undefined])("an outcome of %j is refused", async (ok) => {
  for (const idempotencyKey of [null, "k"]) {
    const recorded = record({ ok: ok as never, idempotencyKey });
    await expect(recorded).rejects.toMatchObject({ field: "ok" });
  }
  expect((await listActionLogs(db, { userId })).items).toEqual([]);
});
