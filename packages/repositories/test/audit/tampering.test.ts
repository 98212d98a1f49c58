import type { Database } from "@handsfree/schema";
import { openTestDatabase, TestClock } from "@handsfree/testkit";
import { type Kysely, type RawBuilder, sql } from "kysely";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import {
  type AuditFindingKind,
  pruneAuditTrail,
  removeLogContents,
  sealActionLogs,
  type Sealing,
  verifyAuditTrail,
} from "../../src/entries/audit.ts";
import { idOf, ids, insertRows, randomNumbers, sample, users } from "./many-rows.ts";

const size = Number(process.env["AUDIT_ROWS"] ?? 20_000);
const victims = size / 100;
const all = Array.from({ length: size }, (_, index) => idOf(index));

const seed = Number(process.env["AUDIT_SEED"] ?? Math.floor(Math.random() * 2 ** 31));
const random = randomNumbers(seed);

// These take some seconds each, and longer on a shared machine.
const timeout = 120_000;
vi.setConfig({ testTimeout: timeout });

let db: Kysely<Database>;
let sealing: Sealing;
const clock = new TestClock("2027-01-01T00:00:00.000Z");
beforeAll(async () => {
  process.stdout.write(`AUDIT_SEED=${seed}\n`);
  db = await openTestDatabase();
  await insertRows(db, { count: size });
  await sql`create table saved as select * from action_logs`.execute(db);
  sealing = await sealActionLogs(db, {}, clock);
}, timeout);
afterAll(() => db.destroy());

/** The findings of a verification by kind, each sorted. */
async function find(): Promise<Partial<Record<AuditFindingKind, string[]>>> {
  const { ok, findings, found } = await verifyAuditTrail(db, { maximumFindings: size });
  expect(found).toBe(findings.length);
  expect(ok).toBe(found === 0);
  const byKind = Object.entries(Object.groupBy(findings, ({ kind }) => kind));
  return Object.fromEntries(
    byKind.map(([kind, list]) => [kind, list.map(({ logId }) => logId ?? "").toSorted()]),
  );
}

/** Restores rows. */
async function restore(list: readonly string[]): Promise<void> {
  await sql`delete from action_logs where id in ${ids(list)}`.execute(db);
  await sql`insert into action_logs select * from saved where id in ${ids(list)}`.execute(db);
}

const edits: Readonly<Record<string, RawBuilder<unknown>>> = {
  user_id: sql`case when user_id = ${sql.lit(users[0])} then cast(${sql.lit(users[1])} as uuid) else cast(${sql.lit(users[0])} as uuid) end`,
  action_type: sql`action_type || ' '`,
  target: sql`coalesce(target, '') || 'x'`,
  request: sql`cast('{"n":-1}' as json)`,
  result: sql`case when result is null then cast('null' as json) end`,
  ok: sql`not ok`,
  idempotency_key: sql`null`,
  content_salt: sql`gen_random_uuid()`,
  content_digest: sql`repeat('0', 64)`,
  removal: sql`1`,
  created_at: sql`created_at + interval '1 microsecond'`,
};

test("an untouched trail verifies", async () => {
  const seals = size / 1000;
  expect(sealing).toMatchObject({ seals, rows: size, late: 0, head: { number: seals } });
  expect(await find()).toEqual({});
});

test("random edits of random rows, of each column that counts", async () => {
  const touched = sample(all, victims, random);
  const columns = Object.keys(edits);
  const byColumn = Object.groupBy(
    touched,
    () => columns[Math.floor(random() * columns.length)] as string,
  );
  expect(Object.keys(byColumn).toSorted()).toEqual(columns.toSorted());
  for (const [column, list = []] of Object.entries(byColumn)) {
    await sql`update action_logs set ${sql.ref(column)} = ${edits[column]} where id in ${ids(list)}`.execute(
      db,
    );
  }
  expect(await find()).toEqual({ edited_row: touched.toSorted() });
  await restore(touched);
});

test("random deletions", async () => {
  const touched = sample(all, victims, random);
  await sql`delete from action_logs where id in ${ids(touched)}`.execute(db);
  expect(await find()).toEqual({ deleted_row: touched.toSorted() });
  await restore(touched);
});

test("random insertions", async () => {
  const inserted = Array.from({ length: victims }, (_, index) => idOf(size + index));
  await insertRows(db, { first: size, count: victims });
  const seconds = inserted.map(() => Math.floor(random() * (size - 1)));
  await sql`update action_logs set created_at = timestamptz '2026-01-01 00:00:00.5+00' + place.seconds * interval '1 second'
    from (select unnest(cast(${inserted} as uuid[])) as id, unnest(cast(${seconds} as int[])) as seconds) as place
    where action_logs.id = place.id`.execute(db);
  expect(await find()).toEqual({ inserted_row: inserted });
  await restore(inserted);
});

test("random swaps of ids, contents and times", async () => {
  const touched = sample(all, victims * 2, random);
  const others = [...touched.slice(victims), ...touched.slice(0, victims)];
  const swaps = [
    // All but the ids, which is the same as the ids alone.
    "user_id action_type target request result ok idempotency_key content_salt created_at",
    "target request result idempotency_key content_salt",
    "created_at",
  ];
  const kinds = touched.slice(victims).map(() => Math.floor(random() * swaps.length));
  for (const [kind, columns] of swaps.entries()) {
    const isOfKind = (_: string, index: number): boolean => kinds[index % victims] === kind;
    const set = columns.split(" ").map((name) => sql`${sql.ref(name)} = other.${sql.ref(name)}`);
    await sql`update action_logs set ${sql.join(set)}
      from (select unnest(cast(${touched.filter(isOfKind)} as uuid[])) as mine, unnest(cast(${others.filter(isOfKind)} as uuid[])) as theirs) as pair
      join saved as other on other.id = pair.theirs
      where action_logs.id = pair.mine`.execute(db);
  }
  expect(await find()).toEqual({ edited_row: touched.toSorted() });
  await restore(touched);
});

const quarter = new Date(Date.parse("2026-01-01T00:00:00.500Z") + (size / 4) * 1000);

test("an erasure leaves the trail valid", async () => {
  const erased = all.filter((_, index) => index % users.length === 2);
  for (let start = 0; start < erased.length; start += 1000) {
    const batch = erased.slice(start, start + 1000);
    const removed = await removeLogContents(db, { ids: batch }, { anonymize: true }, clock);
    expect(removed).toMatchObject({ count: batch.length });
  }
  const left = db
    .selectFrom("action_logs")
    .select("id")
    .where("user_id", "=", users[2] ?? "");
  expect(await left.execute()).toEqual([]);
  expect(await find()).toEqual({});
});

test("retention leaves the trail valid", async () => {
  const pruned = { seals: size / 4000, rows: size / 4, broken: [] };
  expect(await pruneAuditTrail(db, { before: quarter }, clock)).toEqual(pruned);
  expect(await verifyAuditTrail(db)).toMatchObject({ ok: true, rows: (size * 3) / 4, unsealed: 0 });
});

test("the remaining columns of a row are still verified, with and without its content", async () => {
  const touched = sample(all.slice(size / 4), victims, random);
  await sql`update action_logs set ok = not ok where id in ${ids(touched)}`.execute(db);
  expect(await find()).toEqual({ edited_row: touched.toSorted() });
});
