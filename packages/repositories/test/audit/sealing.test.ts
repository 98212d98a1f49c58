import type { Database } from "@handsfree/schema";
import { openTestDatabase, TestClock } from "@handsfree/testkit";
import { type Kysely, sql } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import { recordActionLog } from "../../src/entries/action-logs.ts";
import {
  exportAuditHead,
  pruneAuditTrail,
  removeLogContents,
  sealActionLogs,
  verifyAuditTrail,
} from "../../src/entries/audit.ts";
import { idOf, insertRows } from "./many-rows.ts";

const userId = "019a2f6e-0000-7000-8000-000000000001";

let db: Kysely<Database>;
let clock: TestClock;
beforeEach(async () => {
  db = await openTestDatabase();
  clock = new TestClock();
});
afterEach(() => db.destroy());

const record = async (): Promise<string> => {
  const input = { userId, actionType: "merge_pr", ok: true, request: { pr: 12 } };
  const recorded = await recordActionLog(db, input, clock);
  if (recorded.outcome !== "recorded") throw new Error(recorded.outcome);
  return recorded.log.id;
};
const kinds = async (): Promise<unknown> => {
  const { findings } = await verifyAuditTrail(db);
  return findings.map(({ kind }) => kind);
};

test("nothing to seal, and nothing sealed", async () => {
  expect(await sealActionLogs(db, {}, clock)).toEqual({
    seals: 0,
    rows: 0,
    late: 0,
    head: undefined,
  });
  expect(await exportAuditHead(db)).toBeUndefined();
  expect(await verifyAuditTrail(db)).toEqual({
    ok: true,
    findings: [],
    found: 0,
    entries: 0,
    rows: 0,
    unsealed: 0,
    unsigned: null,
    head: undefined,
  });
});

test("a row is sealed once, when it has settled", async () => {
  await record();
  clock.advance(59_999);
  expect(await sealActionLogs(db, {}, clock)).toMatchObject({ rows: 0 });
  expect(await verifyAuditTrail(db)).toMatchObject({ ok: true, rows: 0, unsealed: 1 });
  clock.advance(1);
  expect(await sealActionLogs(db, {}, clock)).toMatchObject({ seals: 1, rows: 1, late: 0 });
  expect(await sealActionLogs(db, {}, clock)).toMatchObject({ seals: 0, rows: 0, late: 0 });
  expect(await verifyAuditTrail(db)).toMatchObject({ ok: true, rows: 1, unsealed: 0 });
});

test("rows of one instant are sealed in the order of their ids, over any number of seals", async () => {
  for (let index = 0; index < 7; index++) await record();
  clock.advance(60_000);
  expect(await sealActionLogs(db, { batchSize: 2, limit: 3 }, clock)).toMatchObject({
    seals: 2,
    rows: 3,
    late: 0,
  });
  expect(await sealActionLogs(db, { batchSize: 2 }, clock)).toMatchObject({
    seals: 2,
    rows: 4,
    late: 0,
  });
  const leaves = db
    .selectFrom("audit_leaves")
    .select("log_id")
    .orderBy("seal_number")
    .orderBy("position");
  const sealed = (await leaves.execute()).map(({ log_id }) => log_id);
  expect(sealed).toEqual(sealed.toSorted());
  expect(await verifyAuditTrail(db)).toMatchObject({ ok: true, rows: 7 });
});

test("a rolled back transaction leaves no seal", async () => {
  await insertRows(db, { count: 5 });
  const attempt = db.transaction().execute(async (transaction) => {
    expect(await sealActionLogs(transaction, { batchSize: 2 }, clock)).toMatchObject({
      seals: 3,
      rows: 5,
    });
    throw new Error("crash");
  });
  await expect(attempt).rejects.toThrow("crash");
  expect(await verifyAuditTrail(db)).toMatchObject({ ok: true, entries: 0, unsealed: 5 });
  expect(await sealActionLogs(db, { batchSize: 2 }, clock)).toMatchObject({ seals: 3, rows: 5 });
  expect(await verifyAuditTrail(db)).toMatchObject({ ok: true, rows: 5 });
});

test("20 sealers at once, while others remove and prune: one chain, each row in one seal", async () => {
  await insertRows(db, { count: 40 });
  const sealings = Array.from({ length: 20 }, () => sealActionLogs(db, { batchSize: 5 }, clock));
  const removals = [3, 33].map((index) => removeLogContents(db, { ids: [idOf(index)] }, {}, clock));
  const verifications = Array.from({ length: 5 }, () => verifyAuditTrail(db));
  const done = await Promise.all(sealings);
  expect(done.reduce((rows, sealing) => rows + sealing.rows, 0)).toBe(40);
  expect(done.reduce((seals, sealing) => seals + sealing.seals, 0)).toBe(8);
  expect((await Promise.all(removals)).map(({ count }) => count)).toEqual([1, 1]);

  const before = new Date("2026-01-01T00:00:20.500Z");
  const prunings = Array.from({ length: 5 }, () => pruneAuditTrail(db, { before }, clock));
  const whileOthersPrune = Array.from({ length: 5 }, () => verifyAuditTrail(db));
  expect((await Promise.all(prunings)).reduce((rows, pruning) => rows + pruning.rows, 0)).toBe(20);
  for (const verified of await Promise.all([...verifications, ...whileOthersPrune])) {
    expect(verified).toMatchObject({ ok: true, findings: [] });
  }
  expect(await verifyAuditTrail(db)).toMatchObject({ ok: true, rows: 20, unsealed: 0 });
});

test("a late row is counted, and sealed with acceptLate", async () => {
  await insertRows(db, { count: 4 });
  await sealActionLogs(db, {}, clock);
  await insertRows(db, { first: 4, count: 2 });
  await sql`update action_logs set created_at = timestamptz '2026-01-01 00:00:01.5+00' where id = ${idOf(4)}`.execute(
    db,
  );
  expect(await sealActionLogs(db, {}, clock)).toMatchObject({ rows: 1, late: 1 });
  expect(await verifyAuditTrail(db)).toMatchObject({
    unsealed: 0,
    findings: [{ kind: "inserted_row", logId: idOf(4) }],
  });
  expect(await sealActionLogs(db, { acceptLate: true }, clock)).toMatchObject({
    seals: 1,
    rows: 1,
    late: 0,
  });
  const entries = db.selectFrom("audit_seals").select(["kind", "count"]).orderBy("number");
  expect(await entries.execute()).toEqual([
    { kind: "rows", count: 4 },
    { kind: "rows", count: 1 },
    { kind: "late", count: 1 },
  ]);
  expect(await verifyAuditTrail(db)).toMatchObject({ ok: true, rows: 6 });
  await sql`update action_logs set ok = not ok where id = ${idOf(4)}`.execute(db);
  expect((await verifyAuditTrail(db)).findings).toEqual([
    { kind: "edited_row", logId: idOf(4), entry: 3 },
  ]);
});

test("late rows are counted within lookBackSeconds, and all are sealed with acceptLate", async () => {
  await insertRows(db, { count: 4 });
  await sealActionLogs(db, {}, clock);
  await insertRows(db, { first: 4, count: 1 });
  await sql`update action_logs set created_at = timestamptz '2025-12-01 00:00:00+00' where id = ${idOf(4)}`.execute(
    db,
  );
  expect(await sealActionLogs(db, {}, clock)).toMatchObject({ late: 0 });
  expect(await sealActionLogs(db, { lookBackSeconds: 90 * 86_400 }, clock)).toMatchObject({
    late: 1,
  });
  expect(await kinds()).toEqual(["inserted_row"]);
  expect(await sealActionLogs(db, { acceptLate: true }, clock)).toMatchObject({ rows: 1, late: 0 });
  expect(await kinds()).toEqual([]);
});

test("after a clock that ran ahead is set back, rows are late, and none is lost", async () => {
  await record();
  clock.advance(10 * 365 * 86_400_000);
  await record();
  clock.advance(60_000);
  expect(await sealActionLogs(db, {}, clock)).toMatchObject({ rows: 2 });
  clock.advance(-10 * 365 * 86_400_000);
  await record();
  clock.advance(30_000);
  expect(await sealActionLogs(db, {}, clock)).toMatchObject({ rows: 0, late: 0 });
  clock.advance(30_000);
  expect(await sealActionLogs(db, {}, clock)).toMatchObject({ rows: 0, late: 1 });
  expect(await sealActionLogs(db, { acceptLate: true }, clock)).toMatchObject({ rows: 1, late: 0 });
  expect(await verifyAuditTrail(db)).toMatchObject({ ok: true, rows: 3 });
});

test("content that is removed before its row is sealed", async () => {
  const [kept, anonymous] = [await record(), await record()];
  await removeLogContents(db, { ids: [kept] }, {}, clock);
  await removeLogContents(db, { ids: [anonymous] }, { anonymize: true }, clock);
  expect(await verifyAuditTrail(db)).toMatchObject({ ok: true, unsealed: 2 });
  clock.advance(60_000);
  await sealActionLogs(db, {}, clock);
  expect(await verifyAuditTrail(db)).toMatchObject({ ok: true, rows: 2 });
  await removeLogContents(db, { ids: [kept] }, { anonymize: true }, clock);
  expect(await verifyAuditTrail(db)).toMatchObject({ ok: true, rows: 2 });
});

test("a row in a state that an honest writer never leaves is sealed as a fault", async () => {
  const id = await record();
  await sql`update action_logs set content_digest = 'x' where id = ${id}`.execute(db);
  expect(await verifyAuditTrail(db)).toMatchObject({
    findings: [{ kind: "unrecorded_removal", logId: id }],
  });
  clock.advance(60_000);
  expect(await sealActionLogs(db, {}, clock)).toMatchObject({ rows: 1 });
  expect(await verifyAuditTrail(db)).toMatchObject({
    findings: [{ kind: "edited_row", logId: id, entry: 1 }],
  });
});

test("pruning keeps seals that do not verify or are recent, and stops at a limit", async () => {
  await insertRows(db, { count: 12 });
  await sealActionLogs(db, { batchSize: 2 }, clock);
  await sql`update action_logs set ok = not ok where id = ${idOf(2)}`.execute(db);
  const before = new Date("2026-01-01T00:00:09Z");
  expect(await pruneAuditTrail(db, { before, limit: 1 }, clock)).toEqual({
    seals: 1,
    rows: 2,
    broken: [],
  });
  const rest = { seals: 2, rows: 4, broken: [2] };
  expect(await pruneAuditTrail(db, { before, dryRun: true }, clock)).toEqual(rest);
  expect(await pruneAuditTrail(db, { before }, clock)).toEqual(rest);
  const left = await db.selectFrom("action_logs").select("id").orderBy("id").execute();
  expect(left.map(({ id }) => id)).toEqual([2, 3, 8, 9, 10, 11].map(idOf));
  const prunings = db
    .selectFrom("audit_seals")
    .select(["count", "first_number", "last_number"])
    .where("kind", "=", "pruning")
    .orderBy("number");
  expect(await prunings.execute()).toEqual([
    { count: 2, first_number: 1, last_number: 1 },
    { count: 4, first_number: 3, last_number: 4 },
  ]);
  expect(await verifyAuditTrail(db)).toMatchObject({
    findings: [{ kind: "edited_row", logId: idOf(2) }],
  });
  await expect(pruneAuditTrail(db, { before, limit: 0 }, clock)).rejects.toThrow(/^limit is 0/);
  await expect(pruneAuditTrail(db, { before: new Date(Number.NaN) }, clock)).rejects.toThrow(
    /^before is not a time/,
  );
});

test("new rows are sealed after all seals are pruned", async () => {
  await insertRows(db, { count: 4 });
  await sealActionLogs(db, {}, clock);
  await pruneAuditTrail(db, { before: clock.now() }, clock);
  await insertRows(db, { first: 4, count: 2 });
  expect(await sealActionLogs(db, {}, clock)).toMatchObject({ rows: 2, late: 0 });
  expect(await verifyAuditTrail(db)).toMatchObject({ ok: true, entries: 3, rows: 2 });
});

test("onProgress gets the progress", async () => {
  await insertRows(db, { count: 3 });
  await sealActionLogs(db, { batchSize: 1 }, clock);
  const seen: unknown[] = [];
  await verifyAuditTrail(db, { onProgress: (progress) => seen.push(progress) });
  expect(seen).toEqual([{ entries: 3, rows: 3 }]);
});
