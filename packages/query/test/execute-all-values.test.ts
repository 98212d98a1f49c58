import { type Kysely, sql } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import { executeAll } from "../src/index.ts";
import { engine, openEmptyDatabase } from "./empty-database.ts";

let db: Kysely<unknown>;

beforeEach(async () => {
  db = await openEmptyDatabase();
});

afterEach(() => db.destroy());

const uuid = "ffffffff-ffff-4fff-bfff-ffffffffffff";
/** Some values of each type that both engines have. */
const values: Record<string, { readonly type: string; readonly values: readonly unknown[] }> = {
  u: {
    type: "uuid",
    values: [uuid, uuid.toUpperCase(), "00000000-0000-0000-0000-000000000000", null],
  },
  t: {
    type: "text",
    values: [
      "",
      "null",
      "007",
      "a\nb",
      "\u2028",
      "\u{1F600}",
      "'; drop table x --",
      '{"a",\\b}',
      null,
    ],
  },
  j: { type: "json", values: ['"007"', "null", "[1, 2.50]", '{"b":{"a":null},  "b":1}', null] },
  b: { type: "boolean", values: [true, false, null] },
  i2: { type: "smallint", values: [-32_768, 32_767, null] },
  i4: { type: "int", values: [-2_147_483_648, 2_147_483_647] },
  i8: {
    type: "bigint",
    values: [Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, 9_007_199_254_740_991n],
  },
  r: { type: "real", values: [0.95, 0.1, 1e-30, 16_777_216, null] },
  d: {
    type: "double precision",
    values: [0.1, 5e-324, Number.MAX_VALUE, 1e21, 3, -0, Number.NaN, -Infinity],
  },
  z: {
    type: "timestamptz",
    values: [
      new Date(0),
      new Date(-1),
      "2026-03-29 00:30:00.123456+00",
      new Date("2026-03-29T00:30:00.123Z"),
      null,
    ],
  },
  ts: { type: "timestamp", values: [new Date("2026-03-29T02:30:00.001Z"), null] },
  y: {
    type: engine === "duckdb" ? "blob" : "bytea",
    values: [new Uint8Array([0, 255, 92]), new Uint8Array(), null],
  },
  n: { type: "decimal(18, 3)", values: ["2.500", "-0.001", null] },
  day: { type: "date", values: ["2026-02-28", null] },
};
const names = Object.keys(values);
type Row = Record<string, unknown>;
const rowOf = (id: number): Row => ({
  id,
  ...Object.fromEntries(
    names.map((name, place) => {
      const { values: choices = [] } = values[name] ?? {};
      return [name, choices[(id + place) % choices.length]];
    }),
  ),
});

/** Opens two tables with a column of each type. */
async function openTyped(): Promise<Kysely<Record<string, Row>>> {
  const columns = names.map((name) => `${name} ${values[name]?.type}`);
  for (const table of ["alone", "together"]) {
    await sql.raw(`create table ${table} (id int primary key, ${columns.join()})`).execute(db);
  }
  return db as unknown as Kysely<Record<string, Row>>;
}

/** All as text, so that no difference is too small to read. */
const texts = async (table: string): Promise<unknown[]> => {
  const list = names.map((name) => (name === "y" ? name : `cast(${name} as text) as ${name}`));
  return (await sql.raw(`select id, ${list.join()} from ${table} order by id`).execute(db)).rows;
};

test("in a batch every value of every type is what it is alone", async () => {
  const typed = await openTyped();
  const rows = Array.from({ length: 60 }, (_, n) => rowOf(n));
  for (const row of rows) await typed.insertInto("alone").values(row).execute();
  const returned = await typed.transaction().execute((trx) =>
    executeAll(
      trx,
      rows.map((row) => trx.insertInto("together").values(row).returningAll()),
    ),
  );
  expect(await texts("together")).toEqual(await texts("alone"));
  expect(returned.map((result) => result.rows[0])).toEqual(
    await typed.selectFrom("alone").selectAll().orderBy("id").execute(),
  );

  const changes = rows.map(({ id, ...set }, n) => ({
    id,
    set: { ...rowOf(n + 17), id, ...(n === 0 && set) },
  }));
  for (const { id, set } of changes) {
    await typed.updateTable("alone").set(set).where("id", "=", id).execute();
  }
  await typed.transaction().execute((trx) =>
    executeAll(
      trx,
      changes.map(({ id, set }) => trx.updateTable("together").set(set).where("id", "=", id)),
    ),
  );
  expect(await texts("together")).toEqual(await texts("alone"));

  // The types that equal themselves.
  for (const name of names.filter((one) => one !== "j" && one !== "r")) {
    const asked = [...new Set(values[name]?.values)];
    const find = (on: Kysely<Record<string, Row>>, value: unknown) =>
      on.selectFrom("together").select("id").where(name, "=", value);
    const together = await typed.transaction().execute((trx) =>
      executeAll(
        trx,
        asked.map((value) => find(trx, value)),
      ),
    );
    for (const [index, value] of asked.entries()) {
      const ids = (list: readonly Row[] | undefined) =>
        list?.map(({ id }) => Number(id)).toSorted((a, b) => a - b);
      expect([name, ids(together[index]?.rows)]).toEqual([
        name,
        ids(await find(typed, value).execute()),
      ]);
    }
  }
});

test("a value that its column cannot hold is refused in a batch as it is alone", async () => {
  const typed = await openTyped();
  const bad = { u: "no uuid", i4: 3e9, j: "{", n: "x", day: "2026-02-31", z: "no time" };
  for (const [name, value] of Object.entries(bad)) {
    const alone: unknown = await typed
      .insertInto("alone")
      .values({ id: 0, [name]: value })
      .execute()
      .catch((error: unknown) => error);
    const together = typed.transaction().execute((trx) =>
      executeAll(
        trx,
        [null, value, null].map((given, id) =>
          trx.insertInto("together").values({ id, [name]: given }),
        ),
      ),
    );
    await expect(together).rejects.toMatchObject({ code: (alone as { code: string }).code });
  }
});
