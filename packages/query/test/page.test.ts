import { type Kysely, sql } from "kysely";
import { expect, test } from "vitest";
import { fetchPage } from "../src/index.ts";
import { openEmptyDatabase } from "./empty-database.ts";

interface Things {
  things: { id: string; made_at: Date; n: number };
}

const idOf = (n: number): string => `019a2f6e-0000-7000-8000-${String(n).padStart(12, "0")}`;

/** Rows whose times differ by a microsecond or not at all. */
async function openThings(count: number): Promise<Kysely<Things>> {
  const db = await openEmptyDatabase<Things>();
  await sql`create table things (id uuid, made_at timestamptz, n int)`.execute(db);
  const rows = Array.from({ length: count }, (_, n) => {
    const microseconds = String(Math.floor(n / 3)).padStart(6, "0");
    return `('${idOf(n)}', '2026-01-01 00:00:00.${microseconds}+00', ${n})`;
  });
  await sql.raw(`insert into things values ${rows.join()}`).execute(db);
  return db;
}

async function readAll(db: Kysely<Things>, limit: number): Promise<number[]> {
  const seen: number[] = [];
  let cursor: string | undefined;
  do {
    const page = await fetchPage(db, db.selectFrom("things").selectAll(), "made_at", {
      limit,
      cursor,
    });
    seen.push(...page.items.map(({ n }) => n));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return seen;
}

test.for([1, 2, 7, 100, 1000])("pages of %i give every row once, newest first", async (limit) => {
  await using db = await openThings(100);
  const expected = Array.from({ length: 100 }, (_, i) => 99 - i);
  expect(await readAll(db, limit)).toEqual(expected);
});

test("a row added between two pages neither repeats nor hides another", async () => {
  await using db = await openThings(10);
  const query = db.selectFrom("things").selectAll();
  const first = await fetchPage(db, query, "made_at", { limit: 4 });
  await db
    .insertInto("things")
    .values({ id: idOf(99), made_at: new Date(), n: 99 })
    .execute();
  const second = await fetchPage(db, query, "made_at", {
    limit: 4,
    cursor: first.nextCursor ?? "",
  });
  expect([...first.items, ...second.items].map(({ n }) => n)).toEqual([9, 8, 7, 6, 5, 4, 3, 2]);
});

test("a cursor holds the microseconds of the last row, which its Date does not", async () => {
  await using db = await openThings(10);
  const { items, nextCursor } = await fetchPage(
    db,
    db.selectFrom("things").selectAll(),
    "made_at",
    {
      limit: 3,
    },
  );
  expect(items.at(-1)?.made_at).toEqual(new Date("2026-01-01T00:00:00.000Z"));
  expect(Buffer.from(nextCursor ?? "", "base64url").toString()).toBe(
    `2026-01-01 00:00:00.000002+00/${idOf(7)}`,
  );
});

test("the default is 100 rows; the last page has no cursor", async () => {
  await using db = await openThings(101);
  const query = db.selectFrom("things").selectAll();
  const first = await fetchPage(db, query, "made_at", {});
  expect(first.items).toHaveLength(100);
  const last = await fetchPage(db, query, "made_at", { cursor: first.nextCursor ?? "" });
  expect(last.items).toHaveLength(1);
  expect(last.nextCursor).toBeNull();
});

test("times beyond the exact numbers of microseconds keep their order and their cursors", async () => {
  await using db = await openEmptyDatabase<Things>();
  await sql`create table things (id uuid, made_at timestamptz, n int)`.execute(db);
  const times = [
    "1969-12-31 23:59:59.999999+00",
    "1970-01-01 00:00:00+00",
    "2255-06-06 00:00:00.000001+00",
    "9999-12-31 23:59:59.999998+00",
    "9999-12-31 23:59:59.999999+00",
  ];
  const rows = times.map((time, n) => `('${idOf(n)}', '${time}', ${n})`);
  await sql.raw(`insert into things values ${rows.join()}`).execute(db);
  expect(await readAll(db, 1)).toEqual([4, 3, 2, 1, 0]);
  expect(await readAll(db, 2)).toEqual([4, 3, 2, 1, 0]);
});

test("since is included, until is not", async () => {
  await using db = await openEmptyDatabase<Things>();
  await sql`create table things (id uuid, made_at timestamptz, n int)`.execute(db);
  const days = [1, 2, 3].map((day) => new Date(Date.UTC(2026, 0, day)));
  for (const [n, at] of days.entries())
    await db
      .insertInto("things")
      .values({ id: idOf(n), made_at: at, n })
      .execute();
  const page = await fetchPage(db, db.selectFrom("things").selectAll(), "made_at", {
    since: days[1],
    until: days[2],
  });
  expect(page.items.map(({ n }) => n)).toEqual([1]);
});

test.for([0, -1, 1001, 1.5, Number.NaN, Number.POSITIVE_INFINITY])(
  "the limit %d is refused",
  async (limit) => {
    await using db = await openThings(1);
    await expect(
      fetchPage(db, db.selectFrom("things").selectAll(), "made_at", { limit }),
    ).rejects.toMatchObject({
      code: "invalid_input",
      field: "limit",
    });
  },
);

const encoded = (text: string): string => Buffer.from(text).toString("base64url");
test.for([
  "",
  "garbage",
  "{}",
  encoded("2026-01-01 00:00:00+00"),
  encoded("2026-13-01 00:00:00+00/019a2f6e-0000-7000-8000-000000000001"),
  encoded("2026-02-31 00:00:00+00/019a2f6e-0000-7000-8000-000000000001"),
  encoded("2026-01-01 00:00:00+00/not-a-uuid"),
  encoded("2026-01-01 00:00:00+00/019a2f6e-0000-7000-8000-000000000001/x"),
  encoded("' or 1=1 --/019a2f6e-0000-7000-8000-000000000001"),
  `${encoded("2026-01-01 00:00:00+00/019a2f6e-0000-7000-8000-000000000001")}=`,
])("the cursor %j is refused", async (cursor) => {
  await using db = await openThings(1);
  await expect(
    fetchPage(db, db.selectFrom("things").selectAll(), "made_at", { cursor }),
  ).rejects.toMatchObject({
    code: "invalid_input",
    field: "cursor",
  });
});
