import { sql } from "kysely";
import { expect, test } from "vitest";
import { openDatabase } from "../src/index.ts";

async function selectValue(expression: string): Promise<unknown> {
  await using db = await openDatabase({ path: ":memory:" });
  const { rows } = await sql.raw<{ value: unknown }>(`select ${expression} as value`).execute(db);
  return rows[0]?.value;
}

test.for([
  ["UUID '019A2F6E-0000-7000-8000-00000000000F'", "019a2f6e-0000-7000-8000-00000000000f"],
  ["CAST(0.95 AS REAL)", 0.95],
  ["CAST(16777216 AS REAL)", 16_777_216],
  ["CAST(0.1 AS DOUBLE)", 0.1],
  ["CAST(2.50 AS DECIMAL(10, 2))", "2.50"],
  ["DATE '2026-03-29'", "2026-03-29"],
  ["TIMESTAMPTZ '2026-03-29 02:30:00.123999+02'", new Date("2026-03-29T00:30:00.123Z")],
  ["TIMESTAMP '2026-03-29 02:30:00'", new Date("2026-03-29T02:30:00Z")],
  ["TIMESTAMPTZ '1969-12-31 23:59:59.999999+00'", new Date(-1)],
  ["CAST(9007199254740991 AS BIGINT)", 9_007_199_254_740_991],
  ["CAST(5 AS HUGEINT)", 5],
  ["BLOB '\\x00\\xFF'", new Uint8Array([0, 255])],
  ["['a', NULL]", ["a", null]],
  ["NULL", null],
  [`CAST('[1,"a",null,{"k":1},2.50]' AS JSON)`, '[1,"a",null,{"k":1},2.50]'],
] as const)("%s is read as %j", async ([expression, expected]) => {
  expect(await selectValue(expression)).toEqual(expected);
});

test.for(["CAST(9007199254740992 AS BIGINT)", "TIMESTAMPTZ 'infinity'", "{'a': 1}"])(
  "%s is refused, since JavaScript cannot hold it",
  async (expression) => {
    await expect(selectValue(expression)).rejects.toMatchObject({ code: "invalid_value" });
  },
);

test("every random REAL comes back as the shortest decimal of the same float", async () => {
  await using db = await openDatabase({ path: ":memory:" });
  await sql`create table reals (value real)`.execute(db);
  for (let i = 0; i < 200; i++) {
    const value = Math.fround(Math.random() * 10 ** ((i % 20) - 10));
    await sql`delete from reals`.execute(db);
    await sql`insert into reals values (${value})`.execute(db);
    const { rows } = await sql<{ value: number }>`select value from reals`.execute(db);
    expect(Math.fround(rows[0]?.value ?? Number.NaN)).toBe(value);
  }
});

test("a column named count is a row, not a number of affected rows", async () => {
  await using db = await openDatabase({ path: ":memory:" });
  await sql`create table things (id int)`.execute(db);
  await sql`insert into things values (1), (2)`.execute(db);
  const { rows } = await sql`select count(*) as count from things`.execute(db);
  expect(rows).toEqual([{ count: 2 }]);
});

test("affected rows are counted by the engine", async () => {
  await using db = await openDatabase({ path: ":memory:" });
  await sql`create table things (id int)`.execute(db);
  expect((await sql`insert into things values (1), (2), (3)`.execute(db)).numAffectedRows).toBe(3n);
  expect((await sql`update things set id = 9 where id < 3`.execute(db)).numAffectedRows).toBe(2n);
  expect((await sql`delete from things where id = 0`.execute(db)).numAffectedRows).toBe(0n);
});

test("a Date and bytes go in and come out the same", async () => {
  await using db = await openDatabase({ path: ":memory:" });
  await sql`create table things (made_at timestamptz, body bytea)`.execute(db);
  const at = new Date("2026-03-29T00:30:00.123Z");
  const body = new Uint8Array([0, 128, 255]);
  await sql`insert into things values (${at}, ${body})`.execute(db);
  expect((await sql`select * from things`.execute(db)).rows).toEqual([{ made_at: at, body }]);
});

test.for([
  ["undefined", undefined],
  ["an object", { a: 1 }],
  ["an invalid Date", new Date(Number.NaN)],
  ["half of a surrogate pair", "\ud800"],
] as const)("%s is refused as a parameter", async ([, value]) => {
  await using db = await openDatabase({ path: ":memory:" });
  await expect(sql`select ${value}`.execute(db)).rejects.toMatchObject({ code: "invalid_value" });
});
