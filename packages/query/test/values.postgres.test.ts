import { sql } from "kysely";
import pg from "pg";
import { expect, test } from "vitest";
import { createPostgres, openPostgres } from "./empty-database.ts";

test.for([
  ["text[]", ["a", null, 'q"', "c\\d", "{e}", "", "NULL", "é\n"]],
  ["int[]", [1, -2, null]],
  ["boolean[]", [true, false]],
  ["timestamptz[]", [new Date("2026-03-29T00:30:00.123Z"), null]],
  ["bytea[]", [new Uint8Array([0, 92, 255])]],
  ["uuid[]", []],
  [
    "text[]",
    [
      ["a", "b"],
      ["c", null],
    ],
  ],
  ["float8", -0],
  ["float8", 5e-324],
  ["float4", 16_777_216],
  ["int8", -9_007_199_254_740_991],
  ["boolean", false],
  ["bytea", new Uint8Array()],
  ["json", '{"b": 1, "a":[2.50, 1e400], "b": "\\u0000"}'],
  ["text", "é\u{1f600}\\'\"\t"],
] as [string, unknown][])("as %s, %j goes in and comes out the same", async ([type, value]) => {
  await using db = await openPostgres();
  const { rows } = await sql<{
    v: unknown;
  }>`select cast(${value} as ${sql.raw(type)}) as v`.execute(db);
  expect(rows[0]?.v).toStrictEqual(value);
});

test("a bigint goes in with all its digits, and a part of a buffer is that part", async () => {
  await using db = await openPostgres();
  const part = new Uint8Array([1, 2, 3, 4]).subarray(1, 3);
  const { rows } =
    await sql`select ${9_007_199_254_740_993n}::int8::text as n, ${part}::bytea as b`.execute(db);
  expect(rows).toEqual([{ n: "9007199254740993", b: new Uint8Array([2, 3]) }]);
});

test.for([
  ["text with a NUL", "a\0b"],
  ["half of a surrogate pair in a list", ["\udc00"]],
  ["an object in a list", [{}]],
  ["a symbol", Symbol("x")],
] as const)("%s is refused as a parameter", async ([, value]) => {
  await using db = await openPostgres();
  await expect(sql`select ${value}`.execute(db)).rejects.toMatchObject({ code: "invalid_value" });
});

test("what others of the process read through pg is as it was", async () => {
  await using db = await openPostgres();
  await sql`select 1::int8`.execute(db);
  const client = new pg.Client({ connectionString: await createPostgres() });
  await client.connect();
  const { rows } = await client.query<Record<string, unknown>>(
    `select 1::int8 as n, '{"a":1}'::json as j`,
  );
  await client.end();
  expect(rows).toEqual([{ n: "1", j: { a: 1 } }]);
});
