import { existsSync, readdirSync } from "node:fs";
import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Kysely, sql } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import { backupDatabase, inTransaction, openDatabase } from "../src/index.ts";
import { startWriter } from "./backup/start-writer.ts";

interface Tables {
  ledger: { n: number; half: "debit" | "credit" };
  alone: { n: number };
}

let folder: string;
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "handsfree-backup-")));
});
afterEach(() => rm(folder, { recursive: true }));

async function open(path: string): Promise<Kysely<Tables>> {
  return (await openDatabase({ path })) as unknown as Kysely<Tables>;
}

test("writes go on, none is lost, and the copy has all from before and nothing by half", async () => {
  await using db = await open(join(folder, "live.db"));
  // Enough that copying takes a while.
  await sql`create table ballast as select range as n, md5(range::text) as text from range(400000)`.execute(
    db,
  );
  await sql`create table ledger (n int, half text, unique (n, half))`.execute(db);
  await sql`create table alone (n int primary key)`.execute(db);

  const acknowledged: number[] = [];
  let next = 0;
  const stop = new AbortController();
  const write = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      const n = next++;
      await inTransaction(db, async (transaction) => {
        await transaction.insertInto("ledger").values({ n, half: "debit" }).execute();
        await transaction.insertInto("ledger").values({ n, half: "credit" }).execute();
      });
      await db.insertInto("alone").values({ n }).execute();
      acknowledged.push(n);
    }
  };
  const writers = [write(), write(), write(), write()];
  await expect.poll(() => acknowledged.length).toBeGreaterThan(50);
  const before = [...acknowledged];
  await backupDatabase(db, join(folder, "copy.db"));
  const during = acknowledged.length - before.length;
  await expect.poll(() => acknowledged.length).toBeGreaterThan(before.length + during);
  stop.abort();
  await Promise.all(writers);

  // One write at a time would get through even if the copy held the writer to its end.
  expect(during).toBeGreaterThan(writers.length);
  expect(await numbers(db)).toEqual(acknowledged.toSorted((a, b) => a - b));

  await using copy = await open(join(folder, "copy.db"));
  const copied = new Set(await numbers(copy));
  expect(before.filter((n) => !copied.has(n))).toEqual([]);
  expect(copied.size).toBeLessThan(acknowledged.length);
  // Each pair, and before what came after it.
  const { rows: halves } = await sql<{ n: number }>`
    select n from ledger group by n having count(distinct half) <> 2`.execute(copy);
  expect(halves).toEqual([]);
  const { rows: orphans } = await sql`
    select n from alone where n not in (select n from ledger)`.execute(copy);
  expect(orphans).toEqual([]);
  expect((await sql`select count(*) as n from ballast`.execute(copy)).rows).toEqual([
    { n: 400_000 },
  ]);
});

async function numbers(db: Kysely<Tables>): Promise<number[]> {
  const rows = await db.selectFrom("alone").select("n").orderBy("n").execute();
  return rows.map(({ n }) => n);
}

test("a transaction that is open when it begins is not in the copy, and commits after it", async () => {
  await using db = await open(join(folder, "live.db"));
  await sql`create table alone (n int primary key)`.execute(db);
  await db.transaction().execute(async (transaction) => {
    await transaction.insertInto("alone").values({ n: 1 }).execute();
    expect(await backupDatabase(db, join(folder, "copy.db"))).toMatchObject({ rows: 0 });
  });
  expect(await numbers(db)).toEqual([1]);
});

test("killed while it copies, it leaves the database whole and no file of the backup's name", async () => {
  const live = join(folder, "live.db");
  const copy = join(folder, "copy.db");
  {
    await using writer = await startWriter(live, copy);
    await writer.copying();
    writer.kill();
  }
  expect(existsSync(copy)).toBe(false);
  expect(readdirSync(folder).filter((name) => name.startsWith(".handsfree-"))).toHaveLength(1);
  await using db = await open(live);
  expect((await sql`select count(*) as n from ballast`.execute(db)).rows).toEqual([{ n: 400_000 }]);
  expect(await backupDatabase(db, copy)).toMatchObject({ rows: 400_000 });
});
