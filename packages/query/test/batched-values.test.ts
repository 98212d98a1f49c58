import { type Kysely, sql } from "kysely";
import { expect, test } from "vitest";
import { openDatabase } from "../src/index.ts";

const columns = {
  id: "int",
  u: "uuid",
  t: "text",
  j: "json",
  b: "boolean",
  i1: "tinyint",
  i2: "smallint",
  i4: "int",
  i8: "bigint",
  r: "real",
  d: "double",
  z: "timestamptz",
  ts: "timestamp",
  y: "bytea",
  n: "decimal(18, 3)",
  day: "date",
};

const uuid = "ffffffff-ffff-4fff-bfff-ffffffffffff";
const values: Record<string, readonly unknown[]> = {
  u: [uuid, uuid.toUpperCase(), "00000000-0000-0000-0000-000000000000", null],
  t: ["", "null", "007", "a\nb", "nul\0nul", "\u2028", "\u{1F600}", "'; drop table x --", null],
  j: ['"007"', "null", "[1,2.50]", '{"a":{"b":null}}', null],
  b: [true, false, null],
  i1: [-128, 127, 0, null],
  i2: [-32_768, 32_767],
  i4: [-2_147_483_648, 2_147_483_647],
  i8: [Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, 9_007_199_254_740_991n],
  r: [0.95, 0.1, 1e-30, 16_777_216, null],
  d: [0.1, 5e-324, Number.MAX_VALUE, 1e21, 3, -0, Number.NaN, -Infinity],
  z: [new Date(0), new Date(-1), new Date("2026-03-29T00:30:00.123Z"), new Date(8.64e15), null],
  ts: [new Date("2026-03-29T02:30:00.001Z"), null],
  y: [new Uint8Array([0, 255]), new Uint8Array(), null],
  n: ["2.500", "-0.001", null],
  day: ["2026-02-28", null],
};

async function open(): Promise<Kysely<Record<string, Record<string, unknown>>>> {
  const db = (await openDatabase({ path: ":memory:" })) as unknown as Kysely<
    Record<string, Record<string, unknown>>
  >;
  const list = Object.entries(columns).map(([name, type]) => `${name} ${type}`);
  await sql.raw(`create table v (${list.join(", ")})`).execute(db);
  return db;
}

test("in a batch every value of every type is what it is alone", async () => {
  const rows = Array.from({ length: 60 }, (_, id) => ({
    id,
    ...Object.fromEntries(
      Object.entries(values).map(([name, choices]) => [name, choices[id % choices.length] ?? null]),
    ),
  }));
  await using alone = await open();
  for (const row of rows) await alone.insertInto("v").values(row).execute();
  await using together = await open();
  const returned = await Promise.all(
    rows.map((row) => together.insertInto("v").values(row).returningAll().executeTakeFirst()),
  );
  const expected = await alone.selectFrom("v").selectAll().orderBy("id").execute();
  expect(await together.selectFrom("v").selectAll().orderBy("id").execute()).toEqual(expected);
  expect(returned).toEqual(expected);
  expect(expected[2]).toMatchObject({
    u: "00000000-0000-0000-0000-000000000000",
    t: "007",
    r: 1e-30,
  });
});

test("a value that its column cannot hold fails in a batch as it does alone", async () => {
  await using db = await open();
  const bad = { u: "no uuid", i4: 3e9, i1: 1000, j: "{", n: "x", day: "2026-02-31" };
  for (const [name, value] of Object.entries(bad)) {
    const insert = (id: number, given: unknown) =>
      db
        .insertInto("v")
        .values({ id, [name]: given })
        .execute();
    const alone: unknown = await insert(0, value).catch((error: unknown) => error);
    const results = await Promise.allSettled([insert(1, null), insert(2, value), insert(3, null)]);
    expect([name, ...results.map(({ status }) => status)]).toEqual([
      name,
      "fulfilled",
      "rejected",
      "fulfilled",
    ]);
    expect((results[1] as PromiseRejectedResult).reason).toEqual(alone);
    expect(alone).toMatchObject({ code: "invalid_value" });
  }
});

test("a list keeps its items' type, and is not taken for JSON", async () => {
  await using db = await open();
  await sql`create table lists (n double[], t varchar[])`.execute(db);
  await db
    .insertInto("lists")
    .values({ n: [1, 2.5, null], t: ["a", ""] })
    .execute();
  expect(await db.selectFrom("lists").selectAll().execute()).toEqual([
    { n: [1, 2.5, null], t: ["a", ""] },
  ]);
  const asJson = db
    .insertInto("v")
    .values({ id: 1, j: ["a"] })
    .execute();
  await expect(asJson).rejects.toMatchObject({ code: "invalid_value" });
  const mixed = db
    .insertInto("lists")
    .values({ n: ["x"], t: [] })
    .execute();
  await expect(mixed).rejects.toMatchObject({ code: "invalid_value" });
});
