import { sql } from "kysely";
import { expect, test } from "vitest";
import { requireSendable } from "../src/postgres/message-limits.ts";
import { openPostgres } from "./empty-database.ts";

interface Tables {
  numbers: { n: number };
}

const rows = (count: number): { n: number }[] => Array.from({ length: count }, (_, n) => ({ n }));

test("65,535 parameters are taken, and more are refused as a fault of the statement", async () => {
  await using db = await openPostgres<Tables>();
  await sql`create table numbers (n int)`.execute(db);
  await db.insertInto("numbers").values(rows(65_535)).execute();
  for (const count of [65_536, 65_537, 131_072, 131_073]) {
    await expect(db.insertInto("numbers").values(rows(count)).execute()).rejects.toMatchObject({
      code: "invalid_query",
      retryable: false,
      message: expect.stringMatching(new RegExp(`${count} parameters.* 65535`)),
    });
  }
  const { rows: counted } = await sql`select count(*) as count from numbers`.execute(db);
  expect(counted).toEqual([{ count: 65_535 }]);
});

test.for([
  ["columns of a result", `select ${Array.from({ length: 1665 }, (_, i) => `1 as c${i}`).join()}`],
  [
    "columns of a table",
    `create table w (${Array.from({ length: 1601 }, (_, i) => `c${i} int`).join()})`,
  ],
  ["arguments", `select concat(${Array(101).fill("1").join()})`],
  ["levels", `select ${"(".repeat(20_000)}1${")".repeat(20_000)}`],
] as const)("too many %s are a fault of the statement", async ([, text]) => {
  await using db = await openPostgres();
  await expect(sql.raw(text).execute(db)).rejects.toMatchObject({
    code: "invalid_query",
    retryable: false,
  });
  expect((await sql`select 1 as one`.execute(db)).rows).toEqual([{ one: 1 }]);
});

test("values that no message can hold are refused before they are sent", () => {
  const part = (text: string): string[] =>
    Array<string>(17).fill(text.repeat(2 ** 26 / text.length));
  const [first, ...others] = part("xy");
  expect(() => requireSendable("select 1", others.slice(1))).not.toThrow();
  expect(() => requireSendable("select 1", [first, others])).toThrow(/1 GB/);
  expect(() => requireSendable("select 1", part("xä"))).toThrow(/1 GB/);
  expect(() => requireSendable("select 1", [new Uint8Array(8), ...part("xy")])).toThrow(/1 GB/);
});
