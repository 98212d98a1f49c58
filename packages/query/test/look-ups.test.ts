import { type Kysely, sql } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import { lookUp } from "../src/index.ts";
import { engine, openEmptyDatabase } from "./empty-database.ts";

interface Tables {
  things: { id: string; name: string; n: number | null; folded: string | null };
}

const id = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
let db: Kysely<Tables>;
/** How many look-ups each statement answered. Only DuckDB reports it. */
let batches: number[];

beforeEach(async () => {
  batches = [];
  const observer = { onRead: ({ reads }: { reads: number }) => void batches.push(reads) };
  db = await openEmptyDatabase<Tables>({ observer });
  if (engine === "postgres") {
    await sql`create collation nocase (provider = icu, locale = 'und-u-ks-level2', deterministic = false)`.execute(
      db,
    );
  }
  await sql`create table things (id uuid primary key, name text unique, n int, folded text collate nocase)`.execute(
    db,
  );
  const rows = Array.from({ length: 40 }, (_, n) => ({
    id: id(n),
    name: `thing ${n}`,
    n,
    folded: `F${n % 3}`,
  }));
  await db.insertInto("things").values(rows).execute();
});

afterEach(() => db.destroy());

const byName = (name: string): Promise<unknown[]> =>
  db.selectFrom("things").select(["n", "id"]).where("name", "=", name).execute();

test("look-ups that wait together are a few statements, and each caller has its own row", async () => {
  const names = Array.from({ length: 40 }, (_, n) => `thing ${n}`);
  const found = await Promise.all(names.map(byName));
  expect(found).toEqual(names.map((_, n) => [{ n, id: id(n) }]));
  expect(batches.length).toBeLessThan(10);
  expect(engine === "postgres" || batches.reduce((sum, reads) => sum + reads, 0) === 40).toBe(true);
});

test("nothing found, one key twice, and a key spelt in capitals", async () => {
  const byId = (key: string): Promise<unknown[]> =>
    db.selectFrom("things").selectAll().where("id", "=", key).execute();
  const keys = [id(1), id(99), id(1), "0000000A-0000-4000-8000-000000000000", id(2).toUpperCase()];
  const found = await Promise.all([...keys, ...keys].map(byId));
  const row = (n: number) => [{ id: id(n), name: `thing ${n}`, n, folded: `F${n % 3}` }];
  const expected = [row(1), [], row(1), [], row(2)];
  expect(found).toEqual([...expected, ...expected]);
  expect(found[0]?.[0]).not.toBe(found[2]?.[0]);
  expect(engine === "postgres" || Math.max(...batches) > 1).toBe(true);
});

test("callers who ask for one key have times and rows of their own", async () => {
  await sql`alter table things add column made_at timestamptz default timestamptz '2026-01-01 00:00:00+00'`.execute(
    db,
  );
  const ask = () =>
    db
      .selectFrom("things")
      .selectAll()
      .where("name", "=", "thing 1")
      .$castTo<{ made_at: Date }>()
      .execute();
  const found = await Promise.all([ask(), ask(), ask()]);
  found[0]?.[0]?.made_at.setTime(0);
  expect(found[1]?.[0]?.made_at.getTime()).toBe(Date.UTC(2026, 0, 1));
  expect(found[2]?.[0]?.made_at.getTime()).toBe(Date.UTC(2026, 0, 1));
});

test("one that fails does not fail the others", async () => {
  const settled = await Promise.allSettled(
    [id(1), "no uuid", id(2), null, id(3)].map((key) =>
      db
        .selectFrom("things")
        .select("n")
        .where("id", "=", key as string)
        .execute(),
    ),
  );
  expect(settled.map((one) => (one.status === "fulfilled" ? one.value : one.reason.code))).toEqual([
    [{ n: 1 }],
    "invalid_value",
    [{ n: 2 }],
    [],
    [{ n: 3 }],
  ]);
});

test("a column that folds case finds the same in company as alone", async () => {
  const byFolded = (key: string): Promise<unknown[]> =>
    db.selectFrom("things").select("n").where("folded", "=", key).execute();
  const alone = await byFolded("f1");
  expect(alone.length).toBe(13);
  const together = await Promise.all(["f1", "F1", "f0", "f1"].map(byFolded));
  expect(together[0]).toEqual(alone);
  expect(together[3]).toEqual(alone);
});

test("a number for a text is in company what it is alone", async () => {
  const byNumber = (): Promise<unknown[]> => byName(7 as unknown as string);
  // PostgreSQL reads each parameter from its text.
  const outcome =
    engine === "duckdb"
      ? { status: "rejected", reason: { code: "invalid_value" } }
      : { status: "fulfilled", value: [] };
  expect(await Promise.allSettled([byNumber()])).toMatchObject([outcome]);
  expect(await Promise.allSettled([byNumber(), byNumber(), byName("thing 1")])).toMatchObject([
    outcome,
    outcome,
    { status: "fulfilled", value: [{ n: 1, id: id(1) }] },
  ]);
});

test("what is no look-up by one column is a statement of its own", async () => {
  const [counts, sorted, both] = await Promise.all([
    Promise.all(
      [1, 2].map((n) =>
        db
          .selectFrom("things")
          .select((eb) => eb.fn.countAll().as("count"))
          .where("name", "=", `thing ${n}`)
          .execute(),
      ),
    ),
    Promise.all(
      ["F0", "F1"].map((folded) =>
        db
          .selectFrom("things")
          .select("folded")
          .where("folded", "=", folded)
          .orderBy("n")
          .limit(1)
          .execute(),
      ),
    ),
    Promise.all(
      [1, 2].map((n) =>
        db
          .selectFrom("things")
          .select("n")
          .where("name", "=", `thing ${n}`)
          .where("n", "=", 1)
          .execute(),
      ),
    ),
  ]);
  expect(counts).toEqual([[{ count: 1 }], [{ count: 1 }]]);
  expect(sorted).toEqual([[{ folded: "F0" }], [{ folded: "F1" }]]);
  expect(both).toEqual([[{ n: 1 }], []]);
  expect(engine === "postgres" || Math.max(...batches) === 1).toBe(true);
});

test("a read sees every write that was acknowledged before it began", async () => {
  await Promise.all(
    Array.from({ length: 60 }, async (_, n) => {
      const name = `new ${n}`;
      await db
        .insertInto("things")
        .values({ id: id(1000 + n), name, n })
        .execute();
      expect(await byName(name)).toEqual([{ n, id: id(1000 + n) }]);
    }),
  );
});

test("a row is looked up by a unique column, in one statement with the others that wait", async () => {
  const columns = ["n", "name"] as const;
  const find = (column: "id" | "name", value: string): Promise<unknown> =>
    lookUp(db, "things", columns, { column, value });
  expect(await find("name", "thing 7")).toEqual({ n: 7, name: "thing 7" });
  expect(await find("id", id(8))).toEqual({ n: 8, name: "thing 8" });
  expect(await find("name", "thing 99")).toBeUndefined();
  batches = [];
  const names = Array.from({ length: 20 }, (_, n) => `thing ${n}`);
  const found = await Promise.all(names.map((name) => find("name", name)));
  expect(found).toEqual(names.map((name, n) => ({ n, name })));
  expect(batches.length).toBeLessThanOrEqual(2);
});

test("a look-up of other columns of the same table reads those", async () => {
  const key = { column: "name", value: "thing 3" } as const;
  expect(await lookUp(db, "things", ["n"], key)).toEqual({ n: 3 });
  expect(await lookUp(db, "things", ["folded", "n"], key)).toEqual({ folded: "F0", n: 3 });
  expect(await lookUp(db, "things", ["n"], key)).toEqual({ n: 3 });
});

test("a look-up in a transaction sees the transaction's own changes", async () => {
  const found = await db.transaction().execute(async (transaction) => {
    await transaction.updateTable("things").set({ n: 70 }).where("name", "=", "thing 7").execute();
    return lookUp(transaction, "things", ["n"], { column: "name", value: "thing 7" });
  });
  expect(found).toEqual({ n: 70 });
});
