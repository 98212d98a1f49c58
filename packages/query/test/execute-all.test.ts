import { CamelCasePlugin, type Kysely, sql } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import { executeAll } from "../src/index.ts";
import { engine, openEmptyDatabase } from "./empty-database.ts";

interface Tables {
  things: { id: string; owner: string | null; n: number; note: string | null };
}

let db: Kysely<Tables>;

beforeEach(async () => {
  db = await openEmptyDatabase<Tables>();
  await sql`create table things (id text primary key, owner text, n int check (n < 1000), note text)`.execute(
    db,
  );
});

afterEach(() => db.destroy());

const thing = (n: number) => ({
  id: `thing ${n}`,
  owner: n % 2 === 0 ? "ada" : "bob",
  n,
  note: null,
});
const range = (count: number): number[] => Array.from({ length: count }, (_, n) => n);
const insertThings = (count: number): Promise<unknown> =>
  db.insertInto("things").values(range(count).map(thing)).execute();
const ns = async (): Promise<number[]> =>
  (await db.selectFrom("things").select("n").orderBy("id").execute()).map(({ n }) => n);

test("inserts return their own rows, in their order", async () => {
  const order = [7, 3, 9, 1];
  const results = await db.transaction().execute((trx) =>
    executeAll(
      trx,
      order.map((n) => trx.insertInto("things").values(thing(n)).returning(["n", "id as name"])),
    ),
  );
  expect(results).toEqual(
    order.map((n) => ({ rows: [{ n, name: `thing ${n}` }], numAffectedRows: 1n })),
  );
  expect(await ns()).toEqual([1, 3, 7, 9]);
});

test("of several with one key the first goes in, unless it is in the table", async () => {
  await insertThings(2);
  const keys = [5, 1, 5, 6, 0, 6, 7];
  const told = await db.transaction().execute((trx) =>
    executeAll(
      trx,
      keys.map((key, n) =>
        trx
          .insertInto("things")
          .values({ ...thing(key), n: 100 + n })
          .onConflict((conflict) => conflict.column("id").doNothing())
          .returning("n"),
      ),
    ),
  );
  const inserted = told.map(({ rows, numAffectedRows }) => [rows[0]?.n, numAffectedRows]);
  const none = [undefined, 0n];
  expect(inserted).toEqual([[100, 1n], none, none, [103, 1n], none, none, [106, 1n]]);
  expect(await ns()).toEqual([0, 1, 100, 103, 106]);
});

test("rows without a key do not conflict", async () => {
  await sql`create table keyed (n int, key text unique)`.execute(db);
  const keyed = db as unknown as Kysely<{ keyed: { n: number; key: string | null } }>;
  const keys = [null, "", null, "a", "", null];
  const told = await keyed.transaction().execute((trx) =>
    executeAll(
      trx,
      keys.map((key, n) =>
        trx
          .insertInto("keyed")
          .values({ n, key })
          .onConflict((conflict) => conflict.column("key").doNothing())
          .returning(["n", "key"]),
      ),
    ),
  );
  expect(told.map(({ rows }) => rows)).toEqual(keys.map((key, n) => (n === 4 ? [] : [{ n, key }])));
});

/** Takes a thing that has another owner. */
const take = (on: Kysely<Tables>, id: string, owner: string) =>
  on
    .updateTable("things")
    .set({ owner, n: sql`n + 1` })
    .where("id", "=", id)
    .where(sql<boolean>`case when owner <> ${owner} or owner is null then true else false end`);

test("changes say how many rows they changed, in their order", async () => {
  await insertThings(5);
  const ids = [4, 1, 99, 0, 3].map((n) => `thing ${n}`);
  const told = await db.transaction().execute((trx) =>
    executeAll(
      trx,
      ids.map((id) => take(trx, id, "ada")),
    ),
  );
  expect(told.map(({ numAffectedRows }) => numAffectedRows)).toEqual([0n, 1n, 0n, 0n, 1n]);
  expect(await ns()).toEqual([0, 2, 2, 4, 4]);
});

test("of several changes of one row, each is judged after those before it", async () => {
  await insertThings(3);
  const owners = ["ada", "bob", "bob", "ada", "cyd", "cyd", "ada"];
  const changes = owners.flatMap((owner) => [0, 1].map((n) => ({ id: `thing ${n}`, owner })));
  const told = await db.transaction().execute((trx) =>
    executeAll(
      trx,
      changes.map(({ id, owner }) => take(trx, id, owner)),
    ),
  );
  const changed = (n: number) =>
    told
      .filter((_, index) => index % 2 === n)
      .map(({ numAffectedRows }) => Number(numAffectedRows));
  expect(changed(0)).toEqual([0, 1, 0, 1, 1, 0, 1]);
  expect(changed(1)).toEqual([1, 1, 0, 1, 1, 0, 1]);
  expect(await ns()).toEqual([4, 6, 2]);
});

test("of a hundred for one row the first that meets its condition wins", async () => {
  await insertThings(1);
  const told = await db.transaction().execute((trx) =>
    executeAll(
      trx,
      range(100).map((n) =>
        trx
          .updateTable("things")
          .set({ note: `by ${n}` })
          .where("id", "=", "thing 0")
          .where(
            sql<boolean>`case when note is null and ${n} >= n + ${30} then true else false end`,
          ),
      ),
    ),
  );
  expect(told.flatMap(({ numAffectedRows }, n) => (numAffectedRows === 1n ? [n] : []))).toEqual([
    30,
  ]);
});

test("a change of several rows counts all of them", async () => {
  await insertThings(7);
  const told = await db.transaction().execute((trx) =>
    executeAll(
      trx,
      ["ada", "nobody", "bob"].map((owner) =>
        trx
          .updateTable("things")
          .set({ note: "seen" })
          .where("owner", "=", owner)
          .where("n", ">", 0),
      ),
    ),
  );
  expect(told.map(({ numAffectedRows }) => numAffectedRows)).toEqual([3n, 0n, 3n]);
});

test("deletes of one row each say which of them deleted it", async () => {
  await insertThings(4);
  const ids = [2, 2, 9, 0, 3].map((n) => `thing ${n}`);
  const told = await db.transaction().execute((trx) =>
    executeAll(
      trx,
      ids.map((id) => trx.deleteFrom("things").where("id", "=", id).where("n", ">", 0)),
    ),
  );
  expect(told.map(({ numAffectedRows }) => numAffectedRows)).toEqual([1n, 0n, 0n, 0n, 1n]);
  expect(await ns()).toEqual([0, 1]);
});

test("look-ups have their own rows, also for a key that is asked twice", async () => {
  await insertThings(6);
  const found = await db.transaction().execute((trx) =>
    executeAll(
      trx,
      ["bob", "nobody", "ada", "bob", null].map((owner) =>
        trx.selectFrom("things").selectAll().where("owner", "=", owner),
      ),
    ),
  );
  const sorted = found.map(({ rows }) => rows.map(({ n }) => n).toSorted((a, b) => a - b));
  expect(sorted).toEqual([[1, 3, 5], [], [0, 2, 4], [1, 3, 5], []]);
  expect(found[0]?.rows[0]).not.toBe(found[3]?.rows[0]);
  expect(found[2]?.rows.find(({ n }) => n === 2)).toEqual(thing(2));
});

test("statements of several forms have their own results", async () => {
  await insertThings(4);
  const results = await db
    .transaction()
    .execute((trx) =>
      executeAll(trx, [
        take(trx, "thing 0", "bob"),
        trx.deleteFrom("things").where("id", "=", "thing 1"),
        take(trx, "thing 2", "bob"),
        trx.insertInto("things").values(thing(8)),
        trx.deleteFrom("things").where("id", "=", "thing 9"),
      ]),
    );
  expect(results.map(({ numAffectedRows }) => numAffectedRows)).toEqual([1n, 1n, 1n, 1n, 0n]);
  expect(await ns()).toEqual([1, 3, 3, 8]);
});

test.for<[string, (on: Kysely<Tables>) => Promise<unknown>, string]>([
  [
    "an insert",
    (trx) =>
      executeAll(
        trx as never,
        [10, 2000, 11].map((n) => trx.insertInto("things").values(thing(n))),
      ),
    "constraint_violation",
  ],
  [
    "a change",
    (trx) =>
      executeAll(
        trx as never,
        [1, 2000, 3].map((n, index) =>
          trx.updateTable("things").set({ n }).where("id", "=", `thing ${index}`),
        ),
      ),
    "constraint_violation",
  ],
  [
    "a look-up",
    (trx) =>
      executeAll(
        trx as never,
        ["0", "x", "1"].map((n) =>
          trx
            .selectFrom("things")
            .select("id")
            .where("n", "=", n as unknown as number),
        ),
      ),
    "invalid_value",
  ],
])("%s that fails fails the transaction", async ([, work, code]) => {
  await insertThings(3);
  const transaction = db.transaction().execute(async (trx) => {
    await trx.insertInto("things").values(thing(5)).execute();
    await expect(work(trx)).rejects.toMatchObject({ code });
    await expect(trx.selectFrom("things").select("n").execute()).rejects.toMatchObject({
      code: "transaction_aborted",
    });
  });
  await expect(transaction).rejects.toMatchObject({ code: "transaction_aborted" });
  expect(await ns()).toEqual([0, 1, 2]);
});

test("more rows than one statement can have", async () => {
  const count = 17_000;
  const results = await db.transaction().execute((trx) =>
    executeAll(
      trx,
      range(count).map((n) =>
        trx
          .insertInto("things")
          .values({ id: `${n}`, owner: null, n: n % 1000, note: `${n}` })
          .returning("note"),
      ),
    ),
  );
  expect(results.map(({ rows }) => rows[0]?.note)).toEqual(range(count).map(String));
  expect(
    await db
      .selectFrom("things")
      .select((eb) => eb.fn.countAll().as("n"))
      .execute(),
  ).toEqual([{ n: count }]);
});

test("plugins of Kysely see the results", async () => {
  await insertThings(3);
  const camel = db.withPlugin(new CamelCasePlugin()) as unknown as Kysely<{
    things: { id: string; theNumber: number };
  }>;
  await sql`alter table things add column the_number int`.execute(db);
  await db
    .updateTable("things")
    .set({ the_number: 7 } as never)
    .execute();
  const found = await camel.transaction().execute((trx) =>
    executeAll(
      trx,
      [1, 2].map((n) =>
        trx.selectFrom("things").select("theNumber").where("id", "=", `thing ${n}`),
      ),
    ),
  );
  expect(found.map(({ rows }) => rows)).toEqual([[{ theNumber: 7 }], [{ theNumber: 7 }]]);
});

test("nothing to run", async () => {
  expect(await db.transaction().execute((trx) => executeAll(trx, []))).toEqual([]);
});

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
  const rows = range(60).map(rowOf);
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
