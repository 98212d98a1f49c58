import { type Kysely, sql } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import { fetchPage, openDatabase } from "../src/index.ts";

interface Tables {
  logs: { id: string; owner: string; made_at: Date; tags: string[]; note: string; size: number };
}

const idOf = (n: number): string => `019a2f6e-0000-7000-8000-${String(n).padStart(12, "0")}`;
const ownerOf = (n: number): string => `30000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
const owners = 8;
const perOwner = 30;

let db: Kysely<Tables>;
/** How many reads each statement answered. */
let batches: number[];

beforeEach(async () => {
  batches = [];
  const observer = { onRead: ({ reads }: { reads: number }) => void batches.push(reads) };
  db = (await openDatabase({ path: ":memory:", observer })) as unknown as Kysely<Tables>;
  await sql`create table logs (id uuid primary key, owner uuid, made_at timestamptz, tags text[],
    note text, size int)`.execute(db);
  for (let n = 0; n < owners * perOwner; n++) await insert(n, ownerOf(n % owners));
  batches.length = 0;
});
afterEach(() => db.destroy());

async function insert(n: number, owner: string): Promise<void> {
  await sql`insert into logs values (${idOf(n)}::uuid, ${owner}::uuid,
    ${new Date(Date.UTC(2026, 0, 1) + n * 1000)}, ['a', 'b'], ${`note ${n}`}, ${n < 100 ? 6 : 8})`.execute(
    db,
  );
}

const contents = { columns: ["note"], stored: "size" };

async function page(owner: string, limit = 10, cursor?: string) {
  const query = db.selectFrom("logs").selectAll().where("owner", "=", owner);
  return fetchPage(db, query, "made_at", { limit, cursor }, contents);
}

const idsOf = ({ items }: Awaited<ReturnType<typeof page>>): string[] => items.map(({ id }) => id);

/** The ids that a page of an owner has. */
function expected(owner: number, limit = 10): string[] {
  return Array.from({ length: limit }, (_, k) => idOf((perOwner - 1 - k) * owners + owner));
}

/** Lets the pages of each owner be known, so that each takes one statement. */
async function know(): Promise<void> {
  for (let owner = 0; owner < owners; owner++) await page(ownerOf(owner));
  batches.length = 0;
}

test("equal pages that wait together are one statement, and no caller sees another's changes", async () => {
  await know();
  const pages = await Promise.all(Array.from({ length: 40 }, () => page(ownerOf(3))));
  expect(batches.reduce((sum, reads) => sum + reads, 0)).toBe(40);
  expect(batches.length).toBeLessThan(5);
  const [first, ...others] = pages;
  for (const item of first?.items ?? []) {
    item.made_at.setTime(0);
    item.tags.push("changed");
    item.note = "changed";
  }
  first?.items.splice(3);
  for (const other of others) {
    expect(idsOf(other)).toEqual(expected(3));
    expect(other.items[0]?.made_at.getTime()).toBeGreaterThan(0);
    expect(other.items[0]?.tags).toEqual(["a", "b"]);
  }
});

test("pages of many users share statements, and each has the rows of its user", async () => {
  await know();
  const asked = Array.from({ length: 64 }, (_, n) => n % owners);
  const pages = await Promise.all(asked.map((owner) => page(ownerOf(owner))));
  expect(pages.map(idsOf)).toEqual(asked.map((owner) => expected(owner)));
  expect(batches.length).toBeLessThan(10);
});

test("pages of other lengths, cursors and users without rows are right in company", async () => {
  await know();
  const next = await Promise.all(
    Array.from({ length: owners }, async (_, owner) => (await page(ownerOf(owner))).nextCursor),
  );
  const found = await Promise.all([
    page(ownerOf(1), 5),
    page(ownerOf(2), 10, next[2] ?? ""),
    page(ownerOf(99)),
    page(ownerOf(1)),
    page(ownerOf(2), 10, next[2] ?? ""),
    page(ownerOf(4), 10, next[4] ?? ""),
  ]);
  expect(found.map(idsOf)).toEqual([
    expected(1, 5),
    expected(2, 20).slice(10),
    [],
    expected(1),
    expected(2, 20).slice(10),
    expected(4, 20).slice(10),
  ]);
});

test("a page that is asked for after a write was acknowledged has the written row", async () => {
  await know();
  await Promise.all(
    Array.from({ length: 60 }, async (_, k) => {
      const n = owners * perOwner + k;
      await insert(n, ownerOf(k % owners));
      expect(idsOf(await page(ownerOf(k % owners)))).toContain(idOf(n));
    }),
  );
});

test("more new rows of one user than a statement may have take none from the others", async () => {
  await know();
  await sql`insert into logs
    select gen_random_uuid(), ${ownerOf(0)}::uuid, timestamptz '2026-02-01 00:00:00+00' + to_seconds(i), [], '', 0
    from range(3000) as series (i)`.execute(db);
  const asked = Array.from({ length: 24 }, (_, n) => n % owners);
  const pages = await Promise.all(asked.map((owner) => page(ownerOf(owner))));
  const ofOthers = asked.flatMap((owner, index) => (owner === 0 ? [] : [index]));
  expect(
    ofOthers.map((index) =>
      idsOf(pages[index] ?? { items: [], nextCursor: null, prevCursor: null }),
    ),
  ).toEqual(ofOthers.map((index) => expected(asked[index] ?? 0)));
  expect(pages.map(({ items }) => items.length)).toEqual(asked.map(() => 10));
});

test("one list that fails does not fail the others", async () => {
  const list = (owner: string) =>
    db.selectFrom("logs").select("id").where("owner", "=", owner).limit(50).execute();
  const settled = await Promise.allSettled(
    [ownerOf(1), "no uuid", ownerOf(2), "no uuid", ownerOf(1)].map(list),
  );
  expect(
    settled.map((one) => (one.status === "fulfilled" ? one.value.length : one.reason.code)),
  ).toEqual([perOwner, "invalid_value", perOwner, "invalid_value", perOwner]);
});

test("lists with another threshold, order or function are statements of their own", async () => {
  const base = db.selectFrom("logs").where("owner", "=", ownerOf(1));
  const [small, all] = await Promise.all(
    [6, 8].map((size) => base.select("id").where("size", "<=", size).limit(99).execute()),
  );
  expect(all?.length).toBe(perOwner);
  expect(small?.length).toBeLessThan(perOwner);
  batches.length = 0;
  await Promise.all([1, 2].map(() => base.select("id").orderBy("made_at").limit(3).execute()));
  await Promise.all(
    [1, 2].map(() =>
      base
        .select((row) => row.fn<number>("random", []).as("n"))
        .limit(3)
        .execute(),
    ),
  );
  expect(Math.max(...batches)).toBe(1);
});
