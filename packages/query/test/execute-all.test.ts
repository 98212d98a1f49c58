import { CamelCasePlugin, type Kysely, sql } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import { executeAll } from "../src/index.ts";
import { openEmptyDatabase } from "./empty-database.ts";

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
