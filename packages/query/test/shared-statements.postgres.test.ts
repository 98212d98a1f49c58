import { setTimeout } from "node:timers/promises";
import { type Kysely, sql } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import { changeAndRecord, executeAll, type SharedWork, shareTransaction } from "../src/index.ts";
import { createPostgres, openPostgres } from "./empty-database.ts";
import { nativeStatements } from "./native-statements.ts";

interface Tables {
  things: { id: number; name: string | null };
  log: { id: number; thing: number };
}

let url: string;
let db: Kysely<Tables>;

beforeEach(async () => {
  url = await createPostgres();
  db = await openPostgres<Tables>({ url });
  await sql`create table things (id int primary key, name text)`.execute(db);
  await sql`create table log (id int primary key, thing int)`.execute(db);
  await db
    .insertInto("things")
    .values(range(100).map((id) => ({ id, name: `thing ${id}` })))
    .execute();
});

afterEach(() => db.destroy());

const range = (count: number): number[] => Array.from({ length: count }, (_, n) => n);
const find = (on: Kysely<Tables>, id: number) =>
  on.selectFrom("things").selectAll().where("id", "=", id);
const insert = (on: Kysely<Tables>, id: number) =>
  on.insertInto("things").values({ id, name: "new" });
const rename = (on: Kysely<Tables>, id: number, name: string) =>
  on.updateTable("things").set({ name }).where("id", "=", id);
const renameAndRecord = (on: Kysely<Tables>, id: number, name: string): Promise<boolean> =>
  changeAndRecord(on, rename(on, id, name).where("name", "<>", name), [
    on.insertInto("log").values({ id: id + 1000, thing: id }),
  ]);
const renamed = async (name: string): Promise<number[]> =>
  (await db.selectFrom("things").select("id").where("name", "=", name).orderBy("id").execute()).map(
    ({ id }) => id,
  );
const logged = async (): Promise<number[]> =>
  (await db.selectFrom("log").select("thing").orderBy("thing").execute()).map(({ thing }) => thing);

test("a lone call is one statement", async () => {
  // The types of the parameters are learned once.
  await renameAndRecord(db, 1, "first");
  for (const call of [
    () => find(db, 3).execute(),
    () => insert(db, 200).execute(),
    () => rename(db, 3, "other").execute(),
    () => renameAndRecord(db, 4, "other"),
  ]) {
    expect(await nativeStatements(call)).toHaveLength(1);
  }
  expect(await logged()).toEqual([1, 4]);
});

test("look-ups that wait are a few statements, and each has its own row", async () => {
  const ids = [...range(100), 999, 7];
  let found: unknown[] = [];
  const statements = await nativeStatements(async () => {
    found = await Promise.all(ids.map((id) => find(db, id).execute()));
  });
  expect(found).toEqual(ids.map((id) => (id === 999 ? [] : [{ id, name: `thing ${id}` }])));
  expect(statements.length).toBeLessThan(8);
});

test("inserts that wait are a few statements and commits, and one that fails fails alone", async () => {
  let outcomes: PromiseSettledResult<unknown>[] = [];
  const ids = [...range(40).map((n) => 200 + n), 5];
  const statements = await nativeStatements(async () => {
    outcomes = await Promise.allSettled(ids.map((id) => insert(db, id).execute()));
  });
  const failed = outcomes.flatMap((outcome, n) => (outcome.status === "rejected" ? [ids[n]] : []));
  expect(failed).toEqual([5]);
  expect(outcomes.at(-1)).toMatchObject({ reason: { code: "duplicate_key" } });
  expect(await renamed("new")).toEqual(ids.slice(0, -1));
  expect(statements.length).toBeLessThan(40);
});

test("changes with their records are a few statements", async () => {
  await renameAndRecord(db, 99, "first");
  const ids = [...range(50), 700, 3];
  let changed: boolean[] = [];
  const statements = await nativeStatements(async () => {
    changed = await Promise.all(ids.map((id) => renameAndRecord(db, id, "taken")));
  });
  expect(changed.flatMap((one, n) => (one ? [] : [ids[n]]))).toEqual([700, 3]);
  expect(await renamed("taken")).toEqual(range(50));
  expect(await logged()).toEqual([...range(50), 99]);
  expect(statements.length).toBeLessThan(16);
});

test("a record that fails undoes its change, and no other's", async () => {
  await db.insertInto("log").values({ id: 1004, thing: -1 }).execute();
  const outcomes = await Promise.allSettled(range(8).map((id) => renameAndRecord(db, id, "taken")));
  const told = outcomes.map((one) => (one.status === "fulfilled" ? one.value : one.reason.code));
  expect(told).toEqual(range(8).map((id) => (id === 4 ? "duplicate_key" : true)));
  expect(await renamed("taken")).toEqual([0, 1, 2, 3, 5, 6, 7]);
  expect(await logged()).toEqual([-1, 0, 1, 2, 3, 5, 6, 7]);
});

test("a row that another transaction holds holds up its own caller alone", async () => {
  await using other = await openPostgres<Tables>({ url });
  const locked = Promise.withResolvers<void>();
  const letGo = Promise.withResolvers<void>();
  const holder = other.transaction().execute(async (trx) => {
    await rename(trx, 7, "held").execute();
    locked.resolve();
    await letGo.promise;
  });
  await locked.promise;
  let isStuck = true;
  const calls = range(30).map((id) => renameAndRecord(db, id, "taken"));
  void calls[7]?.finally(() => (isStuck = false));
  const free = calls.filter((_, id) => id !== 7);
  expect(await Promise.all(free)).toEqual(free.map(() => true));
  expect(isStuck).toBe(true);
  letGo.resolve();
  await holder;
  expect(await calls[7]).toBe(true);
  expect(await renamed("taken")).toEqual(range(30));
});

test("processes that change the same rows in other orders all come to an end", async () => {
  await using other = await openPostgres<Tables>({ url });
  const outcomes = await Promise.allSettled(
    range(5).flatMap((round) => [
      ...range(40).map((id) => renameAndRecord(db, id, `ada ${round}`)),
      ...range(40).map((id) => renameAndRecord(other, 39 - id, `bob ${round}`)),
    ]),
  );
  // Each thing is recorded once.
  const codes = outcomes.map((one) => (one.status === "fulfilled" ? "changed" : one.reason.code));
  expect(codes.filter((code) => code === "changed")).toHaveLength(40);
  expect(new Set(codes)).toEqual(new Set(["changed", "duplicate_key"]));
  expect(await logged()).toEqual(range(40));
});

const fillLog: SharedWork<Tables, { id: number; locks?: number }, number> = {
  bytes: () => 16,
  async run(transaction, inputs) {
    for (const { locks } of inputs) {
      if (locks !== undefined) await rename(transaction, locks, "locked").execute();
    }
    await executeAll(
      transaction,
      inputs.map(({ id }) => transaction.insertInto("log").values({ id, thing: id })),
    );
    return inputs.map(({ id }) => id);
  },
};

test("shared transactions that wait for each other are run again", async () => {
  await using other = await openPostgres<Tables>({ url });
  const together = (on: Kysely<Tables>, locks: readonly number[], from: number) =>
    Promise.all(
      locks.map((lock, n) => shareTransaction(on, fillLog, { id: from + n, locks: lock })),
    );
  const outputs = await Promise.all([
    together(db, range(20), 0),
    together(other, range(20).toReversed(), 100),
  ]);
  expect(outputs).toEqual([range(20), range(20).map((n) => 100 + n)]);
  expect(await logged()).toEqual([...range(20), ...range(20).map((n) => 100 + n)]);
});

test("a shared transaction whose work never ends is rolled back, and its callers are told", async () => {
  await using limited = await openPostgres<Tables>({ url, transactionTimeLimit: 200 });
  const endless: SharedWork<Tables, number, number> = {
    bytes: () => 8,
    async run(transaction, inputs) {
      await insert(transaction, 300 + (inputs[0] ?? 0)).execute();
      await Promise.withResolvers<never>().promise;
      return inputs;
    },
  };
  const outcomes = await Promise.allSettled(
    range(3).map((n) => shareTransaction(limited, endless, n)),
  );
  for (const outcome of outcomes) {
    expect(outcome).toMatchObject({ reason: { code: "transaction_timed_out" } });
  }
  expect(await shareTransaction(limited, fillLog, { id: 1 })).toBe(1);
  expect(await renamed("new")).toEqual([]);
});

test("those who wait when the database is closed are served", async () => {
  const closing = await openPostgres<Tables>({ url, poolSize: 1 });
  const calls = [
    ...range(30).map((id) => find(closing, id).execute()),
    ...range(30).map((id) => insert(closing, 200 + id).execute()),
    ...range(30).map((id) => renameAndRecord(closing, id, "taken")),
    ...range(30).map((id) => shareTransaction(closing, fillLog, { id })),
  ];
  await calls[0];
  const closed = closing.destroy();
  expect(await Promise.all<unknown>(calls)).toHaveLength(120);
  await closed;
  await expect(find(closing, 1).execute()).rejects.toMatchObject({ code: "database_closed" });
  await expect(renameAndRecord(closing, 1, "x")).rejects.toMatchObject({ code: "database_closed" });
  await expect(shareTransaction(closing, fillLog, { id: 1 })).rejects.toMatchObject({
    code: "database_closed",
  });
  expect(await renamed("new")).toHaveLength(30);
});

test("those who wait longer than closing does are told that the database is closed", async () => {
  const closing = await openPostgres<Tables>({ url, poolSize: 1, closeTimeLimit: 100 });
  const holder = closing.transaction().execute(async (trx) => {
    await sql`select pg_sleep(600)`.execute(trx);
  });
  await setTimeout(50);
  const calls = [
    ...range(30).map((id) => find(closing, id).execute()),
    ...range(30).map((id) => renameAndRecord(closing, id, "taken")),
    ...range(30).map((id) => shareTransaction(closing, fillLog, { id })),
  ];
  const outcomes = Promise.allSettled<unknown>([holder, ...calls]);
  await closing.destroy();
  for (const outcome of await outcomes) {
    expect(outcome).toMatchObject({ reason: { code: "database_closed" } });
  }
});

test("a call that can be cancelled shares no statement", async () => {
  const { signal } = new AbortController();
  const statements = await nativeStatements(() =>
    Promise.all(range(20).map((id) => find(db, id).execute({ signal }))),
  );
  expect(statements.filter((text) => text.startsWith("select"))).toHaveLength(20);
});

test("on a held connection, work that could be shared sees its session", async () => {
  await db.connection().execute(async (held) => {
    await sql`create temporary table things (id int primary key, name text)`.execute(held);
    await insert(held, 1).execute();
    expect(await find(held, 1).execute()).toEqual([{ id: 1, name: "new" }]);
    const outputs = await Promise.all([1, 2].map((id) => renameAndRecord(held, id, `${id}`)));
    expect(outputs).toEqual([true, false]);
    await shareTransaction(held, fillLog, { id: 9, locks: 1 });
    expect(await find(held, 1).execute()).toEqual([{ id: 1, name: "locked" }]);
  });
});

test("a column that is altered while batches run is read and written as it is then", async () => {
  const renameAll = (ids: readonly number[]) =>
    Promise.all(ids.map((id) => renameAndRecord(db, id, `${id}`)));
  await renameAll(range(10));
  await sql`alter table things alter column name type int using id`.execute(db);
  expect(await Promise.all(range(20).map((id) => find(db, id).execute()))).toEqual(
    range(20).map((id) => [{ id, name: id }]),
  );
  const changed = await Promise.all(
    range(20).map((id) => renameAndRecord(db, id + 20, `${id + 3_000_000}`)),
  );
  expect(changed).toEqual(range(20).map(() => true));
  expect(await find(db, 21).execute()).toEqual([{ id: 21, name: 3_000_001 }]);
});

test("keys that a collation takes as one are not changed together", async () => {
  await sql`create collation folding (provider = icu, locale = 'und-u-ks-level2', deterministic = false)`.execute(
    db,
  );
  await sql`create table folded (key text collate folding, n int)`.execute(db);
  const folded = db as unknown as Kysely<{ folded: { key: string; n: number } }>;
  await folded.insertInto("folded").values({ key: "Ada", n: 0 }).execute();
  const keys = ["ada", "ADA", "bob", "Ada"];
  const told = await folded.transaction().execute((trx) =>
    executeAll(
      trx,
      keys.map((key) =>
        trx
          .updateTable("folded")
          .set({ n: sql`n + 1` })
          .where("key", "=", key),
      ),
    ),
  );
  expect(told.map(({ numAffectedRows }) => numAffectedRows)).toEqual([1n, 1n, 0n, 1n]);
  const found = await Promise.all(
    keys.map((key) => folded.selectFrom("folded").select("n").where("key", "=", key).execute()),
  );
  expect(found).toEqual([[{ n: 3 }], [{ n: 3 }], [], [{ n: 3 }]]);
});

test("statements whose types the server cannot infer run one by one", async () => {
  await sql`create function anything(anyelement) returns boolean language sql as 'select true'`.execute(
    db,
  );
  const told = await db.transaction().execute((trx) =>
    executeAll(
      trx,
      [1, 2].map((id) =>
        trx
          .updateTable("things")
          .set({ name: sql`${"x"} || ${"y"}` })
          .where("id", "=", id),
      ),
    ),
  );
  expect(told.map(({ numAffectedRows }) => numAffectedRows)).toEqual([1n, 1n]);
  expect(await renamed("xy")).toEqual([1, 2]);
});

test("lists, enums and domains are batched as they are", async () => {
  await sql`create type mood as enum ('good', 'so so')`.execute(db);
  await sql`create domain short as text check (length(value) < 5)`.execute(db);
  await sql`create table odd (id int primary key, tags text[], mood mood, short short)`.execute(db);
  interface Odd {
    odd: { id: number; tags: string[] | null; mood: string; short: string };
  }
  const odd = db as unknown as Kysely<Odd>;
  const rows = range(3).map((id) => ({
    id,
    tags: id === 1 ? null : ["a,b", '"', `${id}`].slice(id),
    mood: id === 0 ? "good" : "so so",
    short: `${id}`,
  }));
  await odd.transaction().execute((trx) =>
    executeAll(
      trx,
      rows.map((row) =>
        trx.insertInto("odd").values({ ...row, tags: [], mood: "good", short: "" }),
      ),
    ),
  );
  await odd.transaction().execute((trx) =>
    executeAll(
      trx,
      rows.map(({ id, ...set }) => trx.updateTable("odd").set(set).where("id", "=", id)),
    ),
  );
  expect(await odd.selectFrom("odd").selectAll().orderBy("id").execute()).toEqual(rows);
});
