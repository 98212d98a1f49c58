import { sql } from "kysely";
import { expect, test } from "vitest";
import type { Engine } from "../src/index.ts";
import { engine, openEmptyDatabase } from "./empty-database.ts";

async function selectValue(expression: string): Promise<unknown> {
  await using db = await openEmptyDatabase();
  const { rows } = await sql.raw<{ value: unknown }>(`select ${expression} as value`).execute(db);
  return rows[0]?.value;
}

/** What only one of the engines writes so. */
const ownForms: Record<Engine, [expression: string, expected: unknown][]> = {
  duckdb: [
    ["CAST(0.1 AS DOUBLE)", 0.1],
    ["CAST(5 AS HUGEINT)", 5],
    ["BLOB '\\x00\\xFF'", new Uint8Array([0, 255])],
    ["['a', NULL]", ["a", null]],
    ["DATE '0044-03-15 (BC)'", "0044-03-15 BC"],
    ["['infinity'::date, '0044-03-15 (BC)'::date]", ["infinity", "0044-03-15 BC"]],
    ["TIMESTAMP '0044-03-15 (BC) 12:00:00'", new Date("-000043-03-15T12:00:00Z")],
    ["TIMESTAMP_S '2026-03-29 02:30:00'", new Date("2026-03-29T02:30:00Z")],
    ["TIMESTAMP_MS '2026-03-29 02:30:00.123'", new Date("2026-03-29T02:30:00.123Z")],
    ["TIMESTAMP_NS '2026-03-29 02:30:00.123999999'", new Date("2026-03-29T02:30:00.123Z")],
    ["TIMESTAMP_NS '1969-12-31 23:59:59.999999999'", new Date(-1)],
    ["TIMETZ '02:30:00.5+02:30'", "02:30:00.5+02:30"],
    ["TIME '24:00:00'", "24:00:00"],
    ["BIT '0101'", "0101"],
    ["{'a': 1, 'b': {'c': DATE '2026-03-29'}}", { a: 1, b: { c: "2026-03-29" } }],
    ["{'constructor': NULL}", { constructor: null }],
    ["MAP {'k': [1, NULL]}", new Map([["k", [1, null]]])],
    [
      "MAP {DATE '2026-03-29': TIMESTAMP '2026-03-29'}",
      new Map([["2026-03-29", new Date("2026-03-29")]]),
    ],
    ["union_value(n := 2::DECIMAL(3,1))", { tag: "n", value: "2.0" }],
    ["[{'at': TIMESTAMPTZ '2026-03-29 00:00:00+00'}]", [{ at: new Date("2026-03-29") }]],
    ["array_value({'a': BIT '1'}, NULL)", [{ a: "1" }, null]],
  ],
  postgres: [
    ["CAST(0.1 AS DOUBLE PRECISION)", 0.1],
    ["CAST('-infinity' AS DOUBLE PRECISION)", Number.NEGATIVE_INFINITY],
    ["BYTEA '\\x00ff'", new Uint8Array([0, 255])],
    ["BYTEA ''", new Uint8Array()],
    ["ARRAY['a', NULL]", ["a", null]],
    [
      `ARRAY['a"b', 'c\\d', '{e,f}', ' ', '', 'NULL', E'two\nlines']`,
      ['a"b', "c\\d", "{e,f}", " ", "", "NULL", "two\nlines"],
    ],
    [
      "ARRAY[[1, 2], [3, NULL]]",
      [
        [1, 2],
        [3, null],
      ],
    ],
    ["CAST('{}' AS INT[])", []],
    ["CAST('[0:1]={7,8}' AS INT[])", [7, 8]],
    ["ARRAY[TIMESTAMPTZ '2026-03-29 02:30:00+02']", [new Date("2026-03-29T00:30:00Z")]],
    ["ARRAY[BYTEA '\\x00ff']", [new Uint8Array([0, 255])]],
    ["ARRAY[CAST(2.50 AS NUMERIC)]", ["2.50"]],
    ['CAST(\'{"b": 1,"a":2.50}\' AS JSON)', '{"b": 1,"a":2.50}'],
    ["CAST('null' AS JSON)", "null"],
    ["TIME '02:30:00.5'", "02:30:00.5"],
    ["INTERVAL '1 day 2 hours'", "1 day 02:00:00"],
    ["DATE '0044-03-15 BC'", "0044-03-15 BC"],
    ["TIMETZ '02:30:00.5+02:30'", "02:30:00.5+02:30"],
    ["BIT VARYING '0101'", "0101"],
    ["ARRAY[DATE 'infinity']", ["infinity"]],
    ["TIMESTAMPTZ '0044-03-15 12:00:00+00 BC'", new Date("-000043-03-15T12:00:00Z")],
    ["TIMESTAMPTZ '0001-01-01 00:00:00+00'", new Date("0001-01-01T00:00:00Z")],
    ["TIMESTAMPTZ '10000-01-01 00:00:00+00'", new Date("+010000-01-01T00:00:00Z")],
    ["CAST(TIMESTAMPTZ '2026-03-29 02:30:00+02' AS VARCHAR)", "2026-03-29 00:30:00+00"],
    ["CAST(0.1 AS REAL)::text", "0.1"],
    ["INET '127.0.0.1'", "127.0.0.1"],
  ],
};

test.for<[expression: string, expected: unknown]>([
  ["UUID '019A2F6E-0000-7000-8000-00000000000F'", "019a2f6e-0000-7000-8000-00000000000f"],
  ["CAST(0.95 AS REAL)", 0.95],
  ["CAST(16777216 AS REAL)", 16_777_216],
  ["CAST(2.50 AS DECIMAL(10, 2))", "2.50"],
  ["DATE '2026-03-29'", "2026-03-29"],
  ["CAST('infinity' AS DATE)", "infinity"],
  ["CAST('-infinity' AS DATE)", "-infinity"],
  ["DATE '10000-01-01'", "10000-01-01"],
  ["DATE '9999-12-31'", "9999-12-31"],
  ["DATE '0001-01-01'", "0001-01-01"],
  ["TIMESTAMP '9999-12-31 23:59:59.999999'", new Date("9999-12-31T23:59:59.999Z")],
  ["TIMESTAMPTZ '12026-03-29 00:00:00.000999+00'", new Date("+012026-03-29T00:00:00Z")],
  ["TIMESTAMPTZ '2026-03-29 02:30:00.123999+02'", new Date("2026-03-29T00:30:00.123Z")],
  ["TIMESTAMP '2026-03-29 02:30:00'", new Date("2026-03-29T02:30:00Z")],
  ["TIMESTAMPTZ '1969-12-31 23:59:59.999999+00'", new Date(-1)],
  ["CAST(9007199254740991 AS BIGINT)", 9_007_199_254_740_991],
  ["true", true],
  ["NULL", null],
  [`CAST('[1,"a",null,{"k":1},2.50]' AS JSON)`, '[1,"a",null,{"k":1},2.50]'],
  ...ownForms[engine],
])("%s is read as %j", async ([expression, expected]) => {
  expect(await selectValue(expression)).toEqual(expected);
});

test.for([
  "CAST(9007199254740992 AS BIGINT)",
  "TIMESTAMPTZ 'infinity'",
  "TIMESTAMPTZ '-infinity'",
  "TIMESTAMP 'infinity'",
  "TIMESTAMP '-infinity'",
  ...{
    duckdb: [
      "{'__proto__': 1}",
      "row(1, 2)",
      "[1::variant]",
      "['infinity'::timestamp_ns]",
      "'-infinity'::timestamp_s",
      "{'at': 'infinity'::timestamp_ms}",
      "MAP {1: 9007199254740992}",
    ],
    postgres: ["TIMESTAMPTZ '290000-01-01 00:00:00+00'", "ARRAY[9007199254740992]"],
  }[engine],
])("%s is refused, since JavaScript cannot hold it", async (expression) => {
  await expect(selectValue(expression)).rejects.toMatchObject({ code: "invalid_value" });
});

test("every random REAL comes back as the shortest decimal of the same float", async () => {
  await using db = await openEmptyDatabase();
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
  await using db = await openEmptyDatabase();
  await sql`create table things (id int)`.execute(db);
  await sql`insert into things values (1), (2)`.execute(db);
  const { rows } = await sql`select count(*) as count from things`.execute(db);
  expect(rows).toEqual([{ count: 2 }]);
});

test("affected rows are counted by the engine", async () => {
  await using db = await openEmptyDatabase();
  await sql`create table things (id int)`.execute(db);
  expect((await sql`insert into things values (1), (2), (3)`.execute(db)).numAffectedRows).toBe(3n);
  expect((await sql`update things set id = 9 where id < 3`.execute(db)).numAffectedRows).toBe(2n);
  expect((await sql`delete from things where id = 0`.execute(db)).numAffectedRows).toBe(0n);
});

test("a Date and bytes go in and come out the same", async () => {
  await using db = await openEmptyDatabase();
  await sql`create table things (made_at timestamptz, body bytea)`.execute(db);
  const at = new Date("2026-03-29T00:30:00.123Z");
  const body = new Uint8Array([0, 128, 255]);
  await sql`insert into things values (${at}, ${body})`.execute(db);
  expect((await sql`select * from things`.execute(db)).rows).toEqual([{ made_at: at, body }]);
});

test.for([
  "1969-12-31T23:59:59.999Z",
  "0001-01-01T00:00:00.000Z",
  "-000043-03-15T12:00:00.000Z",
  "+010000-01-01T00:00:00.000Z",
])("the time %s goes in and comes out the same", async (text) => {
  await using db = await openEmptyDatabase();
  const at = new Date(text);
  const { rows } = await sql`select cast(${at} as timestamptz) as at_`.execute(db);
  expect(rows).toEqual([{ at_: at }]);
});

test.for([
  ["undefined", undefined],
  ["an object", { a: 1 }],
  ["an invalid Date", new Date(Number.NaN)],
  ["half of a surrogate pair", "\ud800"],
] as const)("%s is refused as a parameter", async ([, value]) => {
  await using db = await openEmptyDatabase();
  await expect(sql`select ${value}`.execute(db)).rejects.toMatchObject({ code: "invalid_value" });
});
