import { type Kysely, sql } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import { changeAndRecord } from "../src/index.ts";
import { engine, openEmptyDatabase } from "./empty-database.ts";

interface Tables {
  actions: { id: string; state: string; owner: string; n: number };
  log: { id: string; action: string; logged_at: Date | null };
}

const id = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
let db: Kysely<Tables>;
/** How many writes each commit held. Only DuckDB reports it. */
let commits: number[];

beforeEach(async () => {
  commits = [];
  const observer = { onCommit: ({ writes }: { writes: number }) => void commits.push(writes) };
  db = await openEmptyDatabase<Tables>({ observer });
  await sql`create table actions (id uuid primary key, state text, owner text, n int check (n < 100))`.execute(
    db,
  );
  await sql`create table log (id uuid primary key, action uuid unique, logged_at timestamptz)`.execute(
    db,
  );
  const rows = Array.from({ length: 30 }, (_, n) => ({
    id: id(n),
    state: "pending",
    owner: n % 2 === 0 ? "ada" : "bob",
    n,
  }));
  await db.insertInto("actions").values(rows).execute();
  commits.length = 0;
});

afterEach(() => db.destroy());

/** Ada confirms what is pending and hers. */
function confirm(n: number, log: string, on: Kysely<Tables> = db): Promise<boolean> {
  return changeAndRecord(
    on,
    on
      .updateTable("actions")
      .set({ state: "confirmed" })
      .where("id", "=", id(n))
      .where(
        sql<boolean>`case when owner = ${"ada"} and state = ${"pending"} then true else false end`,
      ),
    [on.insertInto("log").values({ id: log, action: id(n), logged_at: new Date(n) })],
  );
}

const confirmed = async (): Promise<number[]> =>
  (
    await db
      .selectFrom("actions")
      .select("n")
      .where("state", "=", "confirmed")
      .orderBy("n")
      .execute()
  ).map(({ n }) => n);
const logged = async (): Promise<string[]> =>
  (await db.selectFrom("log").select("action").orderBy("action").execute()).map(
    ({ action }) => action,
  );

test("many at once: each is told of its own, and only what changed is on record", async () => {
  const won = await Promise.all(Array.from({ length: 30 }, (_, n) => confirm(n, id(100 + n))));
  expect(won).toEqual(Array.from({ length: 30 }, (_, n) => n % 2 === 0));
  expect(await confirmed()).toEqual(Array.from({ length: 15 }, (_, n) => n * 2));
  expect(await logged()).toEqual(Array.from({ length: 15 }, (_, n) => id(n * 2)));
  expect(engine === "postgres" || Math.max(...commits) > 10).toBe(true);
});

test("of many for one row one wins", async () => {
  const won = await Promise.all(Array.from({ length: 50 }, (_, n) => confirm(4, id(100 + n))));
  expect(won.filter(Boolean).length).toBe(1);
  expect(await logged()).toEqual([id(4)]);
});

test("a record that fails undoes its change, and nobody else's", async () => {
  const settled = await Promise.allSettled(
    [0, 2, 4, 6].map((n) => confirm(n, n === 4 ? id(100) : id(100 + n))),
  );
  expect(settled.map((one) => (one.status === "fulfilled" ? one.value : one.reason.code))).toEqual([
    true,
    true,
    "duplicate_key",
    true,
  ]);
  expect(await confirmed()).toEqual([0, 2, 6]);
  expect(await logged()).toEqual([id(0), id(2), id(6)]);
});

test("in the caller's transaction it stands or falls with that", async () => {
  const failing = db.transaction().execute(async (transaction) => {
    expect(await confirm(0, id(100), transaction)).toBe(true);
    throw new Error("no");
  });
  await expect(failing).rejects.toThrow("no");
  expect(await confirmed()).toEqual([]);
  expect(await logged()).toEqual([]);
});

test("updates and deletes of one row each share statements and say how many rows they changed", async () => {
  const updates = await Promise.allSettled(
    [0, 1, 2, 50, 3].map((n) =>
      db
        .updateTable("actions")
        .set((eb) => ({ n: eb("n", "+", n === 2 ? 200 : 1) }))
        .where("id", "=", id(n))
        .executeTakeFirstOrThrow(),
    ),
  );
  const told = updates.map((one) =>
    one.status === "fulfilled" ? Number(one.value.numUpdatedRows) : one.reason.code,
  );
  expect(told).toEqual([1, 1, "constraint_violation", 0, 1]);
  const deletes = await Promise.all(
    [0, 0, 1, 50].map((n) =>
      db.deleteFrom("actions").where("id", "=", id(n)).where("n", ">", 0).executeTakeFirstOrThrow(),
    ),
  );
  const gone = deletes.map(({ numDeletedRows }) => Number(numDeletedRows));
  expect(gone.toSorted((a, b) => a - b)).toEqual([0, 0, 1, 1]);
  const left = await db.selectFrom("actions").select("n").orderBy("n").limit(3).execute();
  expect(left.map(({ n }) => n)).toEqual([2, 4, 4]);
});

test("a condition that looks at other rows is judged one by one", async () => {
  const claim = (n: number) =>
    db
      .updateTable("actions")
      .set({ state: "running" })
      .where("id", "=", id(n))
      .where((eb) =>
        eb.not(
          eb.exists(
            eb
              .selectFrom("actions as other")
              .select("other.id")
              .where("other.state", "=", "running"),
          ),
        ),
      )
      .executeTakeFirstOrThrow();
  const claims = await Promise.all([1, 2, 3, 4].map(claim));
  expect(claims.filter(({ numUpdatedRows }) => numUpdatedRows === 1n).length).toBe(1);
});
